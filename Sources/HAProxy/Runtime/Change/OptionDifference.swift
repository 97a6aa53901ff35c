/// The differences between the options of two sections of haproxy.cfg, in an operator's words.
struct OptionDifference {
    /// A line for each option: "~ timeouts: server 60s -> 30s".
    ///
    /// **Shape:** in the order of the new section; removed options last.
    private(set) var changes: [String] = []

    private let isLabelled: Bool

    /// - Parameter isLabelled: whether the section is a proxy's, whose options have keys of the
    ///   document.
    init(from old: [[String]], to new: [[String]], isLabelled: Bool) {
        self.isLabelled = isLabelled
        guard old != new else { return }
        var (before, after) = (old, new)
        for line in old {
            guard let index = after.firstIndex(of: line) else { continue }
            after.remove(at: index)
            before.remove(at: before.firstIndex(of: line) ?? 0)
        }
        if before.isEmpty, after.isEmpty, old != new {
            changes = ["~ options are in another order"]
        }
        for line in after {
            let key = Self.key(of: line)
            let twins = (
                before.filter { Self.key(of: $0) == key }, after.filter { Self.key(of: $0) == key }
            )
            if twins.0.count == 1, twins.1.count == 1, let index = before.firstIndex(of: twins.0[0])
            {
                changes.append("~ " + text(before.remove(at: index), line))
            } else {
                changes.append("+ " + text(line))
            }
        }
        changes += before.map { "- " + text($0) }
    }

    /// Returns the words of a line in printable form: a side file by its name only, and no secrets.
    static func words(in line: [String]) -> [String] {
        var isSecret = false
        // The rest of a raw line whose words are about secrets; what follows them is unknown.
        var isSecretRest = false
        return line.enumerated().map { position, word in
            defer {
                isSecret = isSecretive(word, after: position > 0 ? line[position - 1] : "")
                isSecretRest = isSecretRest || isRawSecret(word, at: position, in: line)
            }
            if isSecret || isSecretRest { return "***" }
            if line[0] == "http-check" { return withoutQuery(word) }
            return isSideFile(word) ? String(fileName(of: word).dropFirst(17)) : word
        }
    }

    /// A word of a check without the query of a path, which can have the key of an interface.
    private static func withoutQuery(_ word: String) -> String {
        guard let mark = word.firstIndex(of: "?"), ServerLine.bare(word).hasPrefix("/") else {
            return word
        }
        return "\(word[...mark])…"
    }

    /// Whether a word of a line that Ballast does not write shows that secrets follow.
    private static func isRawSecret(_ word: String, at position: Int, in line: [String]) -> Bool {
        let name = word.lowercased()
        let isNamed = ["auth", "pass", "secret", "token", "credential"].contains {
            name.contains($0)
        }
        guard isNamed else { return false }
        switch line[0] {
        case "http-request", "http-response", "http-after-response", "tcp-request":
            // `http-request auth realm X`; the name of a header is in the word after its action.
            return position == 1 && name != "auth"
        case "user", "group": return true
        default: return false
        }
    }

    /// Whether the word after this one may be a password.
    private static func isSecretive(_ word: String, after previous: String) -> Bool {
        if (previous, word) == ("stats", "auth") || (previous, word) == ("tcp-check", "send") {
            return true
        }
        guard ["hdr", "set-header", "add-header"].contains(previous) else { return false }
        let name = word.lowercased()
        return ["auth", "cookie", "key", "pass", "secret", "token"].contains { name.contains($0) }
    }

    private static func isSideFile(_ word: String) -> Bool {
        let name = fileName(of: word)
        let digits = name.utf8.prefix(16)
        return word.utf8.contains(UInt8(ascii: "/")) && digits.count == 16
            && name.utf8.dropFirst(16).first == UInt8(ascii: "-")
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func fileName(of word: String) -> Substring {
        ServerLine.bare(word).split(separator: "/").last ?? ""
    }

    /// The words that identify an option.
    private static func key(of line: [String]) -> [String] {
        let count =
            switch line[0] {
            case "timeout", "option", "acl", "stick", "compression", "capture": 2
            case "no", "http-request", "http-response", "http-after-response", "tcp-request": 3
            case "http-check", "tcp-check": 2
            default: 1
            }
        return line.prefix(count) + line.filter { limitKeys[$0] != nil }
    }

    private func text(_ line: [String]) -> String {
        let (label, rest) = labelled(limit(Self.words(in: line)))
        return label + rest.joined(separator: " ")
    }

    private func text(_ old: [String], _ new: [String]) -> String {
        let (before, after) = (limit(Self.words(in: old)), limit(Self.words(in: new)))
        let (label, rest) = labelled(after)
        guard before != after else {
            return label + Self.key(of: after).joined(separator: " ") + " has other contents"
        }
        return label + Self.sentence(Array(before.dropFirst(after.count - rest.count)), rest)
    }

    /// The difference between two lines, with the words before it.
    static func sentence(_ old: [String], _ new: [String]) -> String {
        var (before, after) = (old[...], new[...])
        var context: [String] = []
        while let one = before.first, one == after.first {
            context.append(one)
            (before, after) = (before.dropFirst(), after.dropFirst())
        }
        while let one = before.last, one == after.last {
            (before, after) = (before.dropLast(), after.dropLast())
        }
        let isShort = context.count <= 4
        let words = isShort ? context : Array(context.suffix(1))
        let (then, now) = (before.joined(separator: " "), after.joined(separator: " "))
        switch (before.isEmpty, after.isEmpty) {
        case (true, _): return ((isShort ? words : []) + ["with", now]).joined(separator: " ")
        case (_, true): return ((isShort ? words : []) + ["without", then]).joined(separator: " ")
        default: return (words + [then, "->", now]).joined(separator: " ")
        }
    }

    /// A line of a rate limit in the document's words; any other line as it is.
    private func limit(_ line: [String]) -> [String] {
        guard isLabelled else { return line }
        if let place = line.firstIndex(where: { Self.limitKeys[$0] != nil }),
            place + 2 < line.count, let key = Self.limitKeys[line[place]], line[place + 1] == "gt"
        {
            return ["rateLimit:", key, line[place + 2]]
        }
        let isTable =
            line[0] == "stick-table" && line.contains { $0.contains("_rate(") || $0 == "conn_cur" }
        return isTable || line.contains("track-sc0") ? ["rateLimit:"] + line : line
    }

    /// The keys of a rate limit by HAProxy's counters.
    private static let limitKeys = [
        "sc0_http_req_rate": "requests", "sc0_conn_rate": "connections",
        "sc0_conn_cur": "concurrent",
    ]

    /// The key of the document and a colon, where there is one, and the words that follow.
    private func labelled(_ line: [String]) -> (label: String, rest: [String]) {
        guard isLabelled else { return ("", line) }
        let label: (key: String, isWord: Bool)? =
            switch line[0] {
            case "balance", "retries", "mode", "compression": (line[0], true)
            case "timeout": ("timeouts", true)
            case "maxconn": ("maxConnections", true)
            case "hash-type": ("balance", false)
            case "cookie", "stick", "stick-table": ("persistence", false)
            case "http-error": ("fallback", false)
            case "http-check", "tcp-check": ("check", false)
            case "log", "log-format", "capture": ("log", false)
            case "option" where line.count > 1: Self.options[line[1]].map { ($0, false) }
            case "no" where line.count > 2: Self.options[line[2]].map { ($0, false) }
            default: nil
            }
        guard let label else { return ("", line) }
        return ("\(label.key): ", label.isWord ? Array(line.dropFirst()) : line)
    }

    private static let options = [
        "redispatch": "redispatch", "forwardfor": "forwardedFor", "httpchk": "check",
        "tcp-check": "check", "smtpchk": "check", "redis-check": "check", "mysql-check": "check",
        "pgsql-check": "check", "ldap-check": "check",
    ]
}
