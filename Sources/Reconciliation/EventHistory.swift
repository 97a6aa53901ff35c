import Model

/// The latest events, a bounded number of them, numbered from the start of the controller.
struct EventHistory: Sendable {
    /// The largest number of stored events.
    static let limit = 200

    /// Oldest first.
    private(set) var events: [Event] = []
    /// The number of the latest event.
    private var count = 0
    /// The number of events by kind, dropped ones included.
    private(set) var counts: [Event.Kind: Int] = [:]

    /// Adds an event and drops the oldest when there are too many.
    ///
    /// - Parameter time: milliseconds since 1970.
    mutating func append(_ draft: EventDraft, at time: Int64) -> Event {
        count += 1
        counts[draft.kind, default: 0] += 1
        var event = Event(
            time: time, kind: draft.kind, message: draft.message, details: draft.details)
        event.number = count
        if events.count == Self.limit { events.removeFirst() }
        events.append(event)
        return event
    }
}
