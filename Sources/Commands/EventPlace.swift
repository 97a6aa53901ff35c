import Controller
import Model

/// The place of a follower in the events of controllers.
struct EventPlace {
    /// The start of the controller, in milliseconds since 1970.
    private(set) var started: Int64
    /// The number of the latest event.
    private(set) var number: Int

    /// Begins after the events of an answer.
    init(after answer: EventsAnswer) {
        started = answer.started
        number = answer.events.last?.number ?? 0
    }

    /// Continues with an answer, and returns sentences about the events that it does not have.
    mutating func follow(_ answer: EventsAnswer) -> [String] {
        var notes: [String] = []
        if answer.started != started {
            notes.append(
                "another controller answers, since \(timestamp(answer.started)): the last events of"
                    + " the former one may be missing here, and the log has them")
            number = 0
        }
        let missing = (answer.events.first?.number).map { $0 - number - 1 } ?? 0
        if missing > 0 {
            notes.append(
                "the controller keeps the latest \(answer.events.count) events:"
                    + " \(counted(missing, "event")) before them are missing here, and the log has"
                    + " them")
        }
        started = answer.started
        number = answer.events.last?.number ?? number
        return notes
    }
}
