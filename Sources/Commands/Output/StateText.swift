import Files
import Model

/// The state of a server, with its duration and reason.
struct StateText {
    private let summary: ServerSummary
    private let layout: Layout

    init(_ summary: ServerSummary, _ layout: Layout) {
        self.summary = summary
        self.layout = layout
    }

    /// The lines of the field.
    var lines: [String] {
        let age =
            summary.since.map { " for \(layout.age($0)), since \(timestamp($0))" } ?? ""
        let reason = summary.reason.map { ": \($0)" } ?? ""
        return layout.lines(
            field("state", summary.state.words + age + reason), rest: fieldIndent)
    }
}
