import Files
import Model

/// A suggestion of the operator's next command.
struct NextText {
    private let lineOfCommand: (command: String, purpose: String)
    private let layout: Layout

    /// Creates a suggestion for a server.
    ///
    /// - Parameter terms: the terms of its weight.
    init(
        _ name: String, _ server: ServerSummary, _ terms: [WeightTerm], isChecked: Bool,
        _ layout: Layout
    ) {
        self.layout = layout
        lineOfCommand =
            switch server.state {
            case .down where isChecked, .unproven where isChecked:
                ("ballast check \(name)", "runs its check once, now")
            case .down, .unproven, .different:
                ("ballast plan", "shows what the host lacks of the document")
            case .standsIn, .leaving: ("ballast status -v", "shows what it waits for")
            case .drain, .offline: ("ballast online \(name)", "returns it to service")
            case .off: ("`check: on` in the document", "lets it serve without a check")
            case .up where server.want == 0, .unchecked where server.want == 0:
                Self.remedy(for: name, terms.first { $0.weight == 0 })
            case .up, .unchecked:
                ("ballast drain \(name)", "gives it no new connections")
            }
    }

    /// Returns the command that raises a weight from 0, or shows more of the term that caused it.
    private static func remedy(
        for name: String, _ term: WeightTerm?
    ) -> (command: String, purpose: String) {
        switch term?.term {
        case nil: ("ballast status -v", "shows what it waits for")
        case .document: ("ballast weight \(name) 1", "gives it new connections")
        case .state: ("ballast online \(name)", "returns it to service")
        case .check, .verdict: ("ballast check \(name)", "runs its check once, now")
        case .canary: ("ballast status", "shows the canary")
        case .feedback: ("ballast status -v", "shows the answers of all agents")
        case .quorum:
            (
                "ballast explain \(name.prefix { $0 != "/" })",
                "shows the servers that the quorum counts"
            )
        }
    }

    /// Creates a suggestion for a service or a proxy.
    init(_ service: ServiceSummary, _ layout: Layout) {
        self.layout = layout
        lineOfCommand =
            if let server = service.servers.first(where: { $0.state < .up }) {
                ("ballast explain \(service.name)/\(server.name)", "shows that server")
            } else {
                ("ballast check \(service.name)", "runs the checks of all its servers, now")
            }
    }

    /// The lines with the command.
    var lines: [String] {
        layout.lines(
            field("next", "\(lineOfCommand.command)   (\(lineOfCommand.purpose))"),
            rest: fieldIndent)
    }
}
