import Model

/// The latest events of a controller.
package struct EventsAnswer: Sendable, Codable {
    /// The form of this answer; another one has another number.
    package private(set) var version: Int? = 1
    /// When the controller started; another one numbers its events from 1 again.
    ///
    /// **Unit:** milliseconds since 1970.
    package var started: Int64
    /// The events, oldest first.
    package var events: [Event]

    /// Creates an answer.
    package init(started: Int64, events: [Event]) {
        self.started = started
        self.events = events
    }

    /// The path of the request, without a query.
    private static let path = "/events"

    /// Returns the path that asks for the events after a number; 0: all.
    package static func path(after number: Int) -> String { "\(path)?after=\(number)" }

    /// Parses the path of a request; nil: another path.
    static func number(in text: String) -> Int? {
        if text == path { return 0 }
        guard text.hasPrefix("\(path)?after="), let number = Int(text.dropFirst(path.count + 7)),
            number >= 0
        else { return nil }
        return number
    }

    /// The form of the answer.
    package static let shape = RecordShape(
        "eventList", "The answer of the API to a request for events.",
        [
            .version(1),
            .required(
                "started", .integer,
                "The time of the controller's start, in milliseconds since 1970; another one "
                    + "numbers its events from 1 again."),
            .required("events", .list(.record(Event.shape)), "The events, oldest first."),
        ])
}
