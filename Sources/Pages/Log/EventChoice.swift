import Model

/// The events that a viewer wants to see.
struct EventChoice: Sendable, Hashable {
    /// The kind, or a group of kinds; "": all.
    let kind: String
    /// The words in the text; "": any.
    let words: String

    /// The most characters of the words.
    private static let limit = 100

    /// Reads the fields of a query.
    init(_ query: [String: String]) {
        kind = String((query["kind"] ?? "").clean.prefix(Self.limit))
        words = String((query["find"] ?? "").clean.prefix(Self.limit))
    }

    /// The kinds that belong together, with a title for each group.
    static let groups: [(word: String, title: String, kinds: [Event.Kind])] = [
        (
            "checks", "Checks and servers",
            [.up, .down, .quorumLost, .quorumRegained, .drained, .empty, .cut]
        ),
        (
            "changes", "Configuration",
            [
                .accepted, .rejected, .unreadable, .applied, .failed, .recovered, .drift,
                .reverted, .pending, .certificate, .renewed,
            ]
        ),
        (
            "nodes", "Nodes and processes",
            [.role, .replicated, .replication, .peer, .worker, .watcher, .untold]
        ),
    ]

    /// All kinds, for the script.
    static let all = Event.Kind.allCases.map(\.rawValue).joined(separator: " ")

    /// Whether an event is wanted.
    func includes(_ event: Event) -> Bool {
        let kinds = Self.groups.first { $0.word == kind }?.kinds
        let isKind = kind.isEmpty || kinds?.contains(event.kind) ?? (event.kind.rawValue == kind)
        guard isKind, !words.isEmpty else { return isKind }
        let words = words.lowercased()
        return ([event.message] + event.details).contains { $0.lowercased().contains(words) }
    }

    /// The kinds that are wanted, for the script; "": all.
    var kinds: String {
        let kinds = Self.groups.first { $0.word == kind }?.kinds.map(\.rawValue)
        return kinds?.joined(separator: " ") ?? kind
    }

    /// The form that chooses.
    var form: HTML {
        """
        <form class="actions" action="/events" method="get">
        <p><label for="kind">Kind</label>
        <select id="kind" name="kind"><option value="">all</option>\(groups)</select></p>
        <p><label for="words">With</label>
        <input id="words" name="find" type="search" value="\(words)" \
        placeholder="service, server, address"></p>
        <button>Show</button>
        </form>
        """
    }

    private var groups: [HTML] {
        Self.groups.map { group in
            let kinds = group.kinds.map { option($0.rawValue, $0.rawValue) }
            return """
                <optgroup label="\(group.title)">\(option(group.word, "all of these"))\(kinds)\
                </optgroup>
                """
        }
    }

    private func option(_ word: String, _ title: String) -> HTML {
        let selected: HTML = word == kind ? " selected" : ""
        return "<option value=\"\(word)\"\(selected)>\(title)</option>"
    }
}
