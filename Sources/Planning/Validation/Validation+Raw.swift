import Model

/// Raw lines in HAProxy's own language.
extension Validation {
    /// Checks the raw lines of a proxy.
    mutating func checkRaw(of proxy: Proxy, at path: DocumentPath) {
        checkRaw(proxy.raw, at: path)
        checkServerLines(proxy.raw, at: path)
    }

    /// Reports lines that begin a section, load code or leave HAProxy's sandbox.
    mutating func checkRaw(_ lines: [String], at path: DocumentPath) {
        for (position, line) in lines.enumerated() {
            let words = line.split(whereSeparator: { " \t".contains($0) }).map(String.init)
            guard let word = words.first else { continue }
            let place = path.key("raw").index(position)
            // Quotes and escapes do not change a keyword.
            if word.contains(where: { "\"'\\".contains($0) }) || RawWords.sections.contains(word) {
                error(
                    .rawSection, at: place,
                    "a raw line may not begin a section, and \"\(word)\" does",
                    hint: "this key has the lines of the section without its first line")
            } else if let phrase = RawWords.privileged(words) {
                error(
                    .rawPrivileged, at: place,
                    "the raw line \"\(phrase)\" loads code or leaves HAProxy's sandbox",
                    hint: "remove it; only the command line can allow it: --allow-raw-privileged")
            }
        }
    }

    /// Reports server lines: Ballast would mistake the server for one added by hand.
    private mutating func checkServerLines(_ lines: [String], at path: DocumentPath) {
        for (position, line) in lines.enumerated() {
            let word = line.split(whereSeparator: { " \t".contains($0) }).first
            guard let word, word == "server" || word == "server-template" else { continue }
            error(
                .rawSection, at: path.key("raw").index(position),
                "a raw line may not add servers, and \"\(word)\" does: Ballast would remove them",
                hint: "write them into `servers`")
        }
    }
}

/// Keywords of raw lines with effects beyond their section.
///
/// **Source:** HAProxy's configuration manual, sections 3.1 and 4.2.
private enum RawWords {
    /// The sections of haproxy.cfg, which a raw line may not begin.
    static let sections: Set<String> = [
        "global", "defaults", "listen", "frontend", "backend", "peers", "mailers", "userlist",
        "resolvers", "cache", "program", "http-errors", "ring", "log-forward", "fcgi-app",
        "crt-store", "traces", "acme", "log-profile", "healthcheck",
        ".if", ".elif", ".else", ".endif", ".diag", ".notice", ".warning", ".alert",
    ]

    /// Keywords that load code, change HAProxy's privileges, or are reserved for Ballast.
    private static let words: Set<String> = [
        "user", "group", "uid", "gid", "chroot", "external-check", "setenv", "presetenv",
        "unsetenv", "resetenv", "master-worker", "daemon", "pidfile", "localpeer", "unix-bind",
        "set-dumpable", "setcap", "ssl-engine", "ssl-provider", "ssl-provider-path",
        "server-state-file", "server-state-base", "program", "expose-deprecated-directives",
    ]
    private static let beginnings = [
        "lua-", "insecure-", "mworker-", "wurfl-", "51degrees-", "deviceatlas-",
    ]
    /// Keywords with such an effect in combination with the next word.
    private static let pairs: [String: Set<String>] = [
        "stats": ["socket"], "option": ["external-check"], "filter": ["spoe"],
    ]

    /// Returns the words of a line that need permission on the command line; nil: none.
    static func privileged(_ line: [String]) -> String? {
        // `no` and `default` negate the keyword after them, which changes it too.
        let words = Array(line.drop { $0 == "no" || $0 == "default" })
        guard let first = words.first else { return nil }
        let isAlone =
            Self.words.contains(first) || beginnings.contains { first.hasPrefix($0) }
        if isAlone { return first }
        guard let seconds = pairs[first], words.count > 1 else { return nil }
        // A quoted or escaped word can be any word.
        let isDisguised = words[1].contains { "\"'\\".contains($0) }
        return isDisguised || seconds.contains(words[1]) ? "\(first) \(words[1])" : nil
    }
}
