import Files
import Model

/// The recent events of an object, newest first.
struct ChangesText {
    private let changes: [Event]
    private let layout: Layout

    /// The number of listed events.
    private static let limit = 5

    /// - Parameter changes: events, newest last.
    init(_ changes: [Event], _ layout: Layout) {
        self.changes = changes
        self.layout = layout
    }

    /// A title and one line for each recent event; empty without events.
    var lines: [String] {
        guard !changes.isEmpty else { return [] }
        return ["changes, newest first:"]
            + changes.suffix(Self.limit).reversed().flatMap {
                layout.lines(
                    "\(timestamp($0.time))  \($0.kind.rawValue): \($0.message)", first: "  ",
                    rest: "      ")
            }
    }
}
