import Addresses
import Model

/// A section of a rendered haproxy.cfg, for a comparison with another.
struct ConfigurationSection {
    /// A line on which it listens.
    struct Bind: Hashable {
        /// Where.
        let endpoint: String
        /// The SSL service that listens there; nil: the section itself.
        let service: String?
        /// The further words of the line.
        let words: [String]
    }

    /// A route of a proxy.
    struct Choice: Hashable {
        /// The name of its section.
        let backend: String
        /// The condition of its requests, in HAProxy's words; empty: all requests.
        let match: String
    }

    /// `listen`, `backend`, `global`, `defaults` and so on.
    let keyword: String
    /// Its name; empty: it has none.
    let name: String
    /// Where it listens.
    private(set) var binds: [Bind] = []
    /// Its routes.
    private(set) var routes: [Choice] = []
    /// The scale of its servers' weights; nil: they are those of the document.
    private(set) var scale: AgentScale?
    /// Its servers, with the document's weights.
    private(set) var servers: [ServerLine] = []
    /// All other lines, word by word.
    private(set) var lines: [[String]] = []
    /// The conditions of routes, by name.
    private var conditions: [String: [String]] = [:]
    /// The names of conditions of routes that are kept in a variable, by the route's number.
    private var keptRoutes: [String: [String]] = [:]

    /// The sections of a file.
    static func all(of text: String) -> [ConfigurationSection] {
        texts(of: text).compactMap { ConfigurationSection($0) }
    }

    /// The sections of two files; a section that both have with the same text is parsed once.
    static func all(
        of old: String, _ new: String
    ) -> (old: [ConfigurationSection], new: [ConfigurationSection]) {
        var known: [Substring: ConfigurationSection] = [:]
        let before = texts(of: old).compactMap { text in
            let section = ConfigurationSection(text)
            known[text] = section
            return section
        }
        return (before, texts(of: new).compactMap { known[$0] ?? ConfigurationSection($0) })
    }

    /// The texts of the sections of a file, each from its first line.
    private static func texts(of text: String) -> [Substring] {
        var texts: [Substring] = []
        var start: String.Index?
        for line in text.utf8.split(separator: UInt8(ascii: "\n"))
        where line.first != UInt8(ascii: " ") && keyword(of: line) != nil {
            if let start { texts.append(text[start..<line.startIndex]) }
            start = line.startIndex
        }
        if let start { texts.append(text[start...]) }
        return texts
    }

    private static let keywords = ["global", "defaults", "peers", "listen", "frontend", "backend"]

    private static func keyword(of line: Substring.UTF8View) -> String? {
        let word = line.prefix { $0 != UInt8(ascii: " ") }
        return keywords.first { word.elementsEqual($0.utf8) }
    }

    /// Parses the text of a section.
    private init?(_ text: Substring) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let keyword = Self.keyword(of: first) else { return nil }
        let words = ServerLine.words(Substring(first))
        self.keyword = keyword
        name = words.count > 1 ? words[1] : ""
        for line in lines.dropFirst() {
            let words = ServerLine.words(Substring(line))
            if !words.isEmpty { add(words, Substring(line)) }
        }
    }

    /// Whether a line follows from the servers and the persistence, which are compared themselves.
    private static func isDrainRule(_ words: [String]) -> Bool {
        words.contains { $0.hasPrefix("srv_uweight(") }
            || words.starts(with: ["http-request", "del-header", "Cookie", "if"])
            || words.starts(with: ["http-request", "allow", "if"])
    }

    /// Whether a line removes other spellings of a header, and so follows from that header's.
    private static func isRemoval(_ words: [String]) -> Bool {
        words.starts(with: ["http-request", "del-header"]) && words.suffix(2) == ["-m", "reg"]
            && words[2].contains(HeaderSpellings.otherSeparator)
    }

    private mutating func add(_ words: [String], _ line: Substring) {
        switch words[0] {
        case "bind" where words.count > 1:
            let owner = words.firstIndex(of: "name").map { $0 + 1 }
            let service = owner.flatMap { $0 < words.count ? words[$0] : nil }
            binds.append(
                Bind(
                    endpoint: ServerLine.bare(words[1]), service: service,
                    words: Array(words.dropFirst(2))))
        case "server":
            if let server = ServerLine(line) {
                servers.append(server.written(on: scale))
            } else {
                lines.append(words)
            }
        case "#": scale = AgentScale(words) ?? scale
        case "acl" where words.count > 2 && words[1].hasPrefix("route"):
            conditions[words[1], default: []].append(words.dropFirst(2).joined(separator: " "))
        case "use_backend" where words.count > 1:
            let kept = words.count == 9 && words[3...6] == ["{", "var(txn.route)", "-m", "int"]
            let names =
                kept ? keptRoutes[words[7]] ?? [] : Array(words.dropFirst(words.count > 2 ? 3 : 2))
            let match = names.map { (conditions[$0] ?? [$0]).joined(separator: " or ") }
            routes.append(Choice(backend: words[1], match: match.joined(separator: ", ")))
        case "http-request" where words.count > 2 && words[1] == "set-var(txn.route)":
            // `int(2) if !{ var(txn.route) -m found } route2-prefix`
            let number = words[2].dropFirst(4).dropLast()
            keptRoutes["\(number)"] = words.dropFirst(4).filter { $0.hasPrefix("route") }
        // The digest of the frame.
        case "set-var" where words.count > 1 && words[1] == ProxyFrame.variable: break
        case _ where Self.isDrainRule(words) || Self.isRemoval(words): break
        default: lines.append(words)
        }
    }
}
