import Model

// A server of weight 0 gets no new clients, but HAProxy still sends it the remembered ones
// (configuration manual, 5.2, `weight`). These rules send them elsewhere, as at layer 4, and have
// them remembered there. The rules read the server's current weight, so a drain takes no reload.
extension ConfigurationBuilder {
    /// The most servers of a section with a rule each: every request passes all of these rules.
    private static let mostWatched = 200

    /// The servers whose remembered clients may have to go elsewhere.
    ///
    /// In very large sections only the drained servers of the document: a drain is a reload there.
    private func watched(in proxy: Proxy) -> [ProxyServer] {
        Self.isLarge(proxy)
            ? proxy.servers.filter { $0.state == .drain || $0.weight == 0 } : proxy.servers
    }

    /// Whether only drained servers of a section have rules.
    static func isLarge(_ proxy: Proxy) -> Bool { proxy.servers.count > mostWatched }

    /// The rules that forget the remembered clients of drained servers.
    ///
    /// They precede the choice of a route, because HAProxy evaluates them first in any order.
    ///
    /// - Parameters:
    ///   - backend: the section's name.
    ///   - suffix: the end of the cookie's name.
    mutating func addDrainRules(
        of proxy: Proxy, named backend: Word, suffix: String = "", at path: DocumentPath
    ) {
        let place = path.key("persistence")
        switch proxy.persistence {
        case .none: break
        case .cookie(let cookie):
            addForgetting(cookie: cookie.name + suffix, of: backend, in: proxy, at: place)
        case .source(_, let prefix):
            let client: Word = .client(prefix, isForwarded: proxy.hasTrustedProxies)
            addFlags(for: client, of: backend, in: proxy, at: place)
        case .rdpCookie: addFlags(for: Self.rdpCookie, of: backend, in: proxy, at: place)
        }
    }

    /// The key that identifies a client of a terminal server.
    static let rdpCookie: Word = "rdp_cookie(mstshash)"

    /// Removes the cookie of a drained server from requests.
    ///
    /// `ignore-persist` would also ignore the cookie of the next server, and each request would get
    /// a different one.
    private mutating func addForgetting(
        cookie: String, of backend: Word, in proxy: Proxy, at path: DocumentPath
    ) {
        let servers = watched(in: proxy)
        guard !servers.isEmpty, proxy.mode == .http else { return }
        // The time of issue follows a bar.
        let found: Word = .function("req.cook", cookie, ",field(1,|)")
        addShortcut(past: servers, of: backend, in: proxy, at: path)
        let escapedCookie = Self.escaped(cookie)
        for server in servers {
            let name = Word.identifier(server.name)
            let pair = escapedCookie + "=" + Self.escaped(name.text)
            let words: [Word] = [
                "http-request", "replace-header", "Cookie",
                .text("^(.*;[[:space:]]*)?\(pair)(\\|[^;]*)?(;[[:space:]]*(.*))?$"),
                .text("\\1\\4"),
            ]
            add(
                words + ["if"] + Self.isDrained(name, in: backend)
                    + ["{", found, "-m", "str", "--", name, "}"], at: path)
        }
        add(
            "http-request", "del-header", "Cookie", "if", "{", "req.fhdr(Cookie)", "-m", "len",
            "0", "}", at: path)
    }

    /// Ends the rules of a section while all of its servers are usable: none is drained then.
    ///
    /// Without it each request would pass a rule for each server. `nbsrv` counts servers that are
    /// up with a weight, and backup servers only where there is no other. Lines of the document
    /// that would follow are not skipped: a section that has any goes without.
    private mutating func addShortcut(
        past servers: [ProxyServer], of backend: Word, in proxy: Proxy, at path: DocumentPath
    ) {
        guard proxy.mode == .http, servers.count > 1, servers.count == proxy.servers.count,
            !servers.contains(where: \.backup), proxy.raw.isEmpty
        else { return }
        add(
            "http-request", "allow", "if", "{", .joined("nbsrv(", backend, ")"), "eq",
            .number(servers.count), "}", at: path)
    }

    /// Sets the flag of clients whose entry in the table is that of a drained server.
    private mutating func addFlags(
        for key: Word, of backend: Word, in proxy: Proxy, at path: DocumentPath
    ) {
        let ids = Self.ids(of: proxy)
        let rule: [Word] =
            proxy.mode == .http ? ["http-request"] : ["tcp-request", "content"]
        let found: Word = .joined(key, ",table_server_id(", backend, ")")
        addShortcut(past: watched(in: proxy), of: backend, in: proxy, at: path)
        for server in watched(in: proxy) {
            let id = Word.number(ids[server.name] ?? 0)
            add(
                rule + [
                    .joined("set-var(", Self.flag(of: proxy, backend), ")"), "bool(true)", "if",
                ]
                    + Self.isDrained(.identifier(server.name), in: backend)
                    + ["{", found, "eq", id, "}"], at: path)
        }
    }

    /// Remembers the server of each client in a table, and sends no client to a drained server.
    ///
    /// - Parameter key: the key that identifies a client.
    mutating func addSticking(
        on key: Word, of backend: Word, in proxy: Proxy, at path: DocumentPath
    ) {
        let flag: Word = .joined("var(", Self.flag(of: proxy, backend), ")")
        let condition: [Word] =
            watched(in: proxy).isEmpty ? [] : ["unless", "{", flag, "-m", "bool", "}"]
        add(["stick", "match", key] + condition, at: path)
        add("stick", "store-request", key, at: path)
    }

    /// The variable that is true for a request, or a connection, to another server.
    private static func flag(of proxy: Proxy, _ backend: Word) -> Word {
        .joined(
            proxy.mode == .http ? "txn" : "sess", ".drained_",
            .text(ProxyFrame.digest(of: backend.text)))
    }

    private static func isDrained(_ server: Word, in backend: Word) -> [Word] {
        ["{", .joined("srv_uweight(", backend, "/", server, ")"), "eq", "0", "}"]
    }

    /// A text in a regular expression.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            escaped += isPlain ? "\(scalar)" : "\\\(scalar)"
        }
        return escaped
    }
}
