import Addresses
import Model

/// Requests and answers that HTTP, or a browser, interprets differently from the document.
extension Validation {
    mutating func checkRequests(of proxy: Proxy, at path: DocumentPath) {
        checkAnswers(of: proxy, at: path)
        guard proxy.mode == .http else { return }
        checkHeaders(of: proxy, at: path)
        checkCookie(proxy.persistence, at: path)
        for (position, route) in proxy.routes.enumerated() {
            guard let persistence = route.persistence else { continue }
            checkCookie(persistence, at: path.key("routes").index(position))
        }
        checkSpellings(of: proxy, at: path)
    }

    /// Reports content in an answer whose status has none.
    ///
    /// Source: RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5; HAProxy refuses two of them.
    private mutating func checkAnswers(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            guard case .answer(let answer) = route.action, !answer.body.isEmpty,
                [204, 205, 304].contains(answer.status)
            else { continue }
            error(
                .contentOfStatus,
                at: path.key("routes").index(position).key("answer").key("body"),
                "an answer with the status \(answer.status) has no content",
                hint: "remove body, or write `status: 200`")
        }
    }

    /// Reports header changes that break the message or the persistence.
    private mutating func checkHeaders(of proxy: Proxy, at path: DocumentPath) {
        let parts = [proxy] + proxy.routes.map { proxy.part(for: $0) }
        let hasCookie = parts.contains { $0.persistence.isByCookie && !$0.servers.isEmpty }
        for (key, edits, cookie) in [
            ("request", proxy.headers.request, "cookie"),
            ("response", proxy.headers.response, "set-cookie"),
        ] {
            let place = path.key("headers").key(key)
            for header in edits.set {
                let name = header.name.lowercased()
                check(header.name, isIn: ofConnection, at: place.key("set").key(header.name))
                if hasCookie, name == cookie {
                    reportRemoval(of: header.name, at: place.key("set").key(header.name))
                }
            }
            for (position, header) in edits.remove.enumerated() {
                let list = place.key("remove")
                let own = edits.remove.count == 1 ? list : list.index(position)
                check(header, isIn: ofFraming, at: own)
                if hasCookie, header.lowercased() == cookie { reportRemoval(of: header, at: own) }
            }
        }
    }

    private mutating func check(
        _ header: String, isIn names: Set<String>, at path: DocumentPath
    ) {
        guard names.contains(header.lowercased()) else { return }
        error(
            .connectionHeader, at: path,
            "\(header) is about one connection or the length of one message: HAProxy sees to it,"
                + " and another value breaks the message",
            hint: "remove it")
    }

    private mutating func reportRemoval(of header: String, at path: DocumentPath) {
        error(
            .removedCookie, at: path,
            "\(header) has the cookie that keeps a client at its server: without it, persistence"
                + " does nothing",
            hint: "remove this, or write `persistence: source`")
    }

    /// Reports cookies that browsers do not store.
    ///
    /// Source: draft-ietf-httpbis-rfc6265bis sections 4.1.1, 4.1.2.7 and 4.1.3.
    private mutating func checkCookie(_ persistence: ProxyPersistence, at path: DocumentPath) {
        guard case .cookie(let cookie) = persistence else { return }
        let place = path.key("persistence")
        if cookie.name.isEmpty || !cookie.name.allSatisfy(\.isInToken) {
            error(
                .unkeptCookie, at: place.key("name"),
                "\"\(cookie.name)\" is no name of a cookie: it has characters that end a name",
                hint: "use letters, digits, - and _")
        }
        guard !cookie.secure else { return }
        let name = cookie.name.lowercased()
        if let prefix = ["__Host-", "__Secure-"].first(where: { name.hasPrefix($0.lowercased()) }) {
            error(
                .unkeptCookie, at: place.key("name"),
                "no browser stores a cookie with \(prefix) in its name that is not secure",
                hint: "add `secure: true`, or give another name")
        }
        if cookie.sameSite == ProxyPersistence.Cookie.SameSite.none {
            error(
                .unkeptCookie, at: place.key("sameSite"),
                "browsers store no cookie with `sameSite: none` that is not secure",
                hint: "add `secure: true`, or write `sameSite: lax`")
        }
    }

    /// Warns about routes by path that other spellings of the same path bypass.
    private mutating func checkSpellings(of proxy: Proxy, at path: DocumentPath) {
        guard !proxy.normalize else { return }
        for (position, route) in proxy.routes.enumerated() where route.match.comparesPaths {
            let later = proxy.routes[(position + 1)...]
            let isServedLater = !proxy.servers.isEmpty || later.contains { !$0.servers.isEmpty }
            let isDeniedLater = later.contains { $0.isDenial && !$0.match.comparesPaths }
            guard
                route.isDenial
                    ? isServedLater : !route.servers.isEmpty && isDeniedLater
            else { continue }
            let key = route.match.path == nil ? "prefix" : "path"
            warning(
                .unnormalizedPath, at: path.key("routes").index(position).key("match").key(key),
                route.isDenial
                    ? "//, /./, /x/../ and %61 for a are other spellings of a path, which pass this"
                        + " route: many servers take them for the same path"
                    : "/x/../ in a path leads a server out of what this route lets through",
                hint: "add `normalize: true` to \(proxy.name)")
        }
    }
}

/// Headers that frame a message.
///
/// Source: RFC 9112 section 6.
private let ofFraming: Set = ["content-length", "transfer-encoding"]

/// Headers of one connection.
///
/// Source: RFC 9110 section 7.6.1.
private let ofConnection: Set =
    ofFraming.union([
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade",
        "http2-settings",
    ])

extension Route {
    /// Whether the route denies access.
    fileprivate var isDenial: Bool {
        if case .answer(let answer) = action {
            [401, 403, 404].contains(answer.status)
        } else {
            false
        }
    }
}

extension Route.Match {
    /// Whether the match includes some paths and excludes others.
    fileprivate var comparesPaths: Bool {
        let takesAll = ["", ".*", "^/", "/", "^.*$"]
        return path.map { !takesAll.contains($0) } ?? false
            || !prefix.isEmpty && !prefix.contains("/")
    }
}

extension ProxyPersistence {
    fileprivate var isByCookie: Bool { if case .cookie = self { true } else { false } }
}

extension Character {
    /// Whether the character is allowed in a token.
    ///
    /// Source: RFC 9110 section 5.6.2.
    var isInToken: Bool {
        isASCII && (isLetter || isNumber) || "!#$%&'*+-.^_`|~".contains(self)
    }
}
