import Model

/// The latest events, a bounded number of them.
struct EventHistory: Sendable {
    /// How many are kept.
    static let limit = 200

    /// Oldest first.
    private(set) var events: [Event] = []

    /// Adds one and drops the oldest when there are too many.
    mutating func append(_ event: Event) {
        if events.count == Self.limit { events.removeFirst() }
        events.append(event)
    }
}
