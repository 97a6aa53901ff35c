import Model

/// A state as a word for the style sheet, and a sign that stands beside the colour.
struct StateMark: Sendable, Hashable {
    /// The word.
    let word: String
    /// The sign.
    let sign: String

    private init(_ word: String, _ sign: String) {
        self.word = word
        self.sign = sign
    }

    /// Creates the mark of a service.
    init(_ state: ServiceSummary.State) {
        self =
            switch state {
            case .down: StateMark("bad", "!")
            case .degraded: StateMark("odd", "!")
            case .unproven, .leaving: StateMark("odd", "~")
            case .off: StateMark("off", "-")
            case .up: StateMark("good", "")
            }
    }

    /// Creates the mark of a server; red is for services, whose clients are hurt.
    init(_ state: ServerSummary.State) {
        self =
            switch state {
            case .down, .different: StateMark("odd", "!")
            case .unproven, .standsIn, .leaving: StateMark("odd", "~")
            case .drain, .offline, .off: StateMark("off", "-")
            case .up, .unchecked: StateMark("good", "")
            }
    }

    /// Creates the mark of the host's health.
    init(isHealthy: Bool) {
        self = isHealthy ? StateMark("good", "") : StateMark("odd", "!")
    }
}
