/// The latest events, in memory.
///
/// **Shape:** at most 256, by number. Nothing is written to a disk.
struct EventLog {
    private(set) var events: [SpeakerEvent] = []
    /// The number of the newest event; 0 before the first.
    private(set) var last: UInt64 = 0

    private static let limit = 256
    /// A sentence in an event is cut to this many characters, to stay within a field.
    private static let sentence = 120

    mutating func append(_ event: SpeakerEvent, time: Int64) {
        last += 1
        var event = event
        event.number = last
        event.time = time
        event.value = event.value.map { String($0.prefix(Self.sentence)) }
        if events.count >= Self.limit { events.removeFirst(events.count - Self.limit + 1) }
        events.append(event)
    }

    /// The events with higher numbers.
    func events(after number: UInt64) -> ArraySlice<SpeakerEvent> {
        events[(events.firstIndex { $0.number > number } ?? events.endIndex)...]
    }
}
