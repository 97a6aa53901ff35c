import Model

/// The events of an object, newest first.
struct ChangeList: Sendable {
    private let changes: [Event]
    private let now: Int64

    /// The most events.
    private static let limit = 20

    /// - Parameter changes: newest last.
    init(_ changes: [Event], now: Int64) {
        self.changes = changes
        self.now = now
    }

    /// The list; empty without events.
    var html: HTML? {
        guard !changes.isEmpty else { return nil }
        let lines = changes.suffix(Self.limit).reversed().map {
            EventLine($0, now: now).html(key: nil)
        }
        return """
            <h2>Changes</h2>
            <ol class="events" reversed>\(lines)</ol>
            """
    }
}
