import Admin
import Model

/// The lines that a viewer of the logs wants to see.
struct LogChoice: Sendable, Hashable {
    /// The selection.
    let preset: Preset
    /// The words in the text; "": any.
    let words: String
    /// Whether the page is loaded again every few seconds.
    let follows: Bool

    /// A selection of lines.
    enum Preset: String, Sendable, CaseIterable {
        /// All lines.
        case all
        /// Servers and their checks.
        case checks
        /// Edits, and the actions of people and programs.
        case administration
        /// Roles, replication and processes.
        case failover
        /// Requests to proxies.
        case access

        /// The title.
        var title: String {
            switch self {
            case .all: "All"
            case .checks: "Checks"
            case .administration: "Administration"
            case .failover: "Failover"
            case .access: "Access"
            }
        }

        /// The word of its group of events; nil: all events; "": none.
        var events: String? {
            switch self {
            case .all: nil
            case .checks: "checks"
            case .administration: "changes"
            case .failover: "nodes"
            case .access: ""
            }
        }

        /// Whether it has lines of the audit log.
        var hasAudit: Bool { self == .all || self == .administration }
        /// Whether it has lines of the access logs.
        var hasAccess: Bool { self == .all || self == .access }
    }

    /// The most characters of the words.
    private static let limit = 100

    /// Reads the fields of a query.
    init(_ query: [String: String]) {
        preset = query["preset"].flatMap { Preset(rawValue: $0) } ?? .all
        words = String((query["find"] ?? "").clean.prefix(Self.limit))
        follows = query["follow"] == "1"
    }

    /// Whether an event is wanted.
    func includes(_ event: Event) -> Bool {
        switch preset.events {
        case nil: return true
        case "": return false
        case let word:
            let group = EventChoice.groups.first { $0.word == word }
            return group?.kinds.contains(event.kind) ?? false
        }
    }

    /// Whether a line has the words.
    func includes(_ line: LogLine) -> Bool {
        words.isEmpty
            || [line.kind, line.text].contains { $0.lowercased().contains(words.lowercased()) }
    }

    /// Returns the address of another choice.
    func address(_ preset: Preset? = nil, follows: Bool? = nil) -> String {
        var text = "/logs?preset=\((preset ?? self.preset).rawValue)"
        if !words.isEmpty { text += "&find=\(PathText.escaped(words))" }
        if follows ?? self.follows { text += "&follow=1" }
        return text
    }
}
