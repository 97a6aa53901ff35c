import Model

/// Lines of HAProxy's own language.
extension Validation {
    /// The lines of a proxy.
    mutating func checkRaw(of proxy: Proxy, at path: DocumentPath) {
        checkRaw(proxy.raw, at: path)
        checkServerLines(proxy.raw, at: path)
    }

    /// Lines that begin a section, load code or leave HAProxy's sandbox.
    mutating func checkRaw(_ lines: [String], at path: DocumentPath) {
        for (position, line) in lines.enumerated() {
            let words = line.split(whereSeparator: { " \t".contains($0) }).map(String.init)
            guard let word = words.first else { continue }
            let place = path.key("raw").index(position)
            // A keyword in quotes, or with escapes, is a keyword all the same.
            if word.contains(where: { "\"'\\".contains($0) }) || RawWords.sections.contains(word) {
                error(
                    .rawSection, at: place,
                    "a raw line may not begin a section, and \"\(word)\" does",
                    hint: "what goes into this section stands here without its first line")
            } else if let phrase = RawWords.privileged(words) {
                error(
                    .rawPrivileged, at: place,
                    "the raw line \"\(phrase)\" loads code or leaves HAProxy's sandbox",
                    hint: "remove it; only the command line can allow it: --allow-raw-privileged")
            }
        }
    }

    /// A server that the document does not know would be taken for one that was added by hand.
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

/// The words of raw lines that mean more than their section.
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

    /// What loads code, changes whose rights HAProxy has, or is Ballast's own to say.
    private static let words: Set<String> = [
        "user", "group", "uid", "gid", "chroot", "external-check", "setenv", "presetenv",
        "unsetenv", "resetenv", "master-worker", "daemon", "pidfile", "localpeer", "unix-bind",
        "set-dumpable", "setcap", "ssl-engine", "ssl-provider", "ssl-provider-path",
        "server-state-file", "server-state-base", "program", "expose-deprecated-directives",
    ]
    private static let beginnings = [
        "lua-", "insecure-", "mworker-", "wurfl-", "51degrees-", "deviceatlas-",
    ]
    /// Words that mean this with the one after them.
    private static let pairs: [String: Set<String>] = [
        "stats": ["socket"], "option": ["external-check"], "filter": ["spoe"],
    ]

    /// The words of a line that need the command line's leave; nil: none does.
    static func privileged(_ line: [String]) -> String? {
        // `no` and `default` negate what follows, and so change it.
        let words = Array(line.drop { $0 == "no" || $0 == "default" })
        guard let first = words.first else { return nil }
        let isAlone =
            Self.words.contains(first) || beginnings.contains { first.hasPrefix($0) }
        if isAlone { return first }
        guard let seconds = pairs[first], words.count > 1 else { return nil }
        // A word in quotes, or with escapes, may be any word.
        let isDisguised = words[1].contains { "\"'\\".contains($0) }
        return isDisguised || seconds.contains(words[1]) ? "\(first) \(words[1])" : nil
    }
}
