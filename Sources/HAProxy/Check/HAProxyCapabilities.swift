import Model

/// Capabilities of the installed HAProxy, from `haproxy -vv`.
public struct HAProxyCapabilities: Sendable, Hashable {
    /// The version: `[2, 6, 12]`.
    public var version: [Int]
    /// The build options: `OPENSSL`, `PCRE2`.
    public var features: Set<String>
    /// The available compression algorithms.
    public var compressions: Set<String>
    /// The supported protocols above TCP: `h2`.
    public var protocols: Set<String>

    /// The oldest version that supports the rendered configuration.
    public static let oldest = [2, 6]

    /// Parses the output of `haproxy -vv`.
    ///
    /// **Errors:** nil when it has no version.
    public init?(_ output: String) {
        let lines = output.split(whereSeparator: \.isNewline).map(String.init)
        guard let first = lines.first(where: { $0.hasPrefix("HAProxy version ") }) else {
            return nil
        }
        let number = first.dropFirst("HAProxy version ".count).prefix { $0.isNumber || $0 == "." }
        version = number.split(separator: ".").compactMap { Int($0) }
        guard version.count >= 2 else { return nil }
        func words(after start: String) -> [Substring] {
            lines.first { $0.hasPrefix(start) }?.dropFirst(start.count).split(separator: " ") ?? []
        }
        features = Set(
            words(after: "Feature list :").filter { $0.hasPrefix("+") }
                .map { String($0.dropFirst()) })
        compressions = Set(
            words(after: "Compression algorithms supported :").map { word in
                String(word.prefix { $0 != "(" })
            })
        protocols = Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard words.count > 2, words[1] == ":", words[2].hasPrefix("mode=") else {
                    return nil
                }
                return String(words[0])
            })
    }

    /// `2.6.12`.
    public var versionText: String {
        version.map { "\($0)" }.joined(separator: ".")
    }

    /// Returns a diagnostic for each capability that the document needs and this HAProxy lacks.
    public func lacks(for spec: Spec) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func lack(_ path: DocumentPath, _ what: String, _ hint: String) {
            found.append(
                Diagnostic(
                    .proxyLacks, at: path,
                    "\(what), which the installed HAProxy \(versionText) has not", hint: hint))
        }
        if version.lexicographicallyPrecedes(Self.oldest) {
            lack(
                DocumentPath([.key("proxies")]), "proxies need HAProxy 2.6 or newer",
                "install the package haproxy of Debian 12 or newer")
        }
        for (index, service) in spec.sslServices.enumerated() {
            let path = DocumentPath([.key("sslServices"), .index(index)])
            if !features.contains("OPENSSL") {
                lack(path, "SSL services need OpenSSL", "install one that is built with OpenSSL")
            } else if !protocols.contains("h2"), service.negotiation.alpn?.contains("h2") ?? true {
                lack(path.key("alpn"), "this needs HTTP/2", "write `alpn: http/1.1`")
            }
        }
        for (index, proxy) in spec.proxies.enumerated() {
            let path = DocumentPath([.key("proxies"), .index(index)])
            if proxy.compression, !compressions.contains("gzip") {
                lack(path.key("compression"), "this needs gzip", "remove it")
            }
            let servers = proxy.servers + proxy.routes.flatMap(\.servers)
            if !features.contains("OPENSSL"), servers.contains(where: { $0.tls != nil }) {
                lack(path, "servers with tls need OpenSSL", "remove tls")
            }
        }
        return found
    }
}
