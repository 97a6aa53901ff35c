import Addresses
import Model

/// The place of a server, and how it is spoken to.
///
/// Two servers of one manner are the same to clients.
struct ServerManner: Hashable {
    private let endpoint: Endpoint
    private let words: [String]

    init(_ endpoint: Endpoint, _ options: [String]) {
        self.endpoint = endpoint
        words = options.dropping(Self.otherWords)
    }

    /// Words of checks, each with the number of values that follow it.
    static let checkWords = [
        "check": 0, "inter": 1, "downinter": 1, "fastinter": 1, "fall": 1, "rise": 1, "port": 1,
        "addr": 1, "check-ssl": 0, "check-sni": 1,
    ]

    /// Words that change neither the place nor the words that are exchanged.
    private static let otherWords = [
        "check": 0, "inter": 1, "downinter": 1, "fastinter": 1, "fall": 1, "rise": 1,
        "slowstart": 1, "cookie": 1, "id": 1, "backup": 0, "agent-check": 0, "agent-inter": 1,
        "agent-port": 1, "agent-addr": 1, "agent-send": 1,
    ]
}

extension ServerLine {
    /// How it is spoken to.
    var manner: ServerManner { ServerManner(endpoint, options) }
}

extension BackendServer {
    /// How it is spoken to.
    var manner: ServerManner { ServerManner(endpoint, options) }

    /// Seconds for which it must be up before it replaces servers that work: two more checks.
    var trial: Int {
        let word = options.firstIndex(of: "inter").flatMap { position in
            position + 1 < options.count ? options[position + 1] : nil
        }
        // A number without a unit is in milliseconds.
        guard let word,
            let milliseconds = DurationText(ArraySlice(word.utf8))?.milliseconds ?? Int(word)
        else { return 4 }
        return max(1, (2 * milliseconds + 999) / 1_000)
    }
}

extension [String] {
    /// The words without these, and without as many words behind each as it has values.
    func dropping(_ dropped: [String: Int]) -> [String] {
        var kept: [String] = []
        var rest = self[...]
        while let word = rest.popFirst() {
            if let values = dropped[word] {
                rest = rest.dropFirst(values)
            } else {
                kept.append(word)
            }
        }
        return kept
    }
}
