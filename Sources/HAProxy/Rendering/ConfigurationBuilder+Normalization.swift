import Model

extension ConfigurationBuilder {
    /// Whether any section normalizes paths.
    var needsNormalization: Bool {
        spec.proxies.contains { $0.normalize && $0.mode == .http }
            || [settings.kept.lines.values.joined(), settings.former.lines.values.joined()]
                .contains { lines in lines.contains { $0.contains(" normalize-uri ") } }
    }

    /// Normalizes each path for routes and servers.
    ///
    /// Escapes are decoded first, because `%2e` is a dot. Escaped slashes remain, because they form
    /// a different path. Source: RFC 3986 section 6.2.2.
    mutating func addNormalization(at path: DocumentPath) {
        let steps: [[Word]] = [
            ["percent-decode-unreserved", "strict"], ["path-merge-slashes"], ["path-strip-dot"],
            ["path-strip-dotdot", "full"],
        ]
        for step in steps { add(["http-request", "normalize-uri"] + step, at: path) }
    }
}
