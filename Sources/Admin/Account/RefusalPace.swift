import Model

/// The pace of refusals in the audit log: a flood of guesses must not rotate the log away.
struct RefusalPace: Sendable {
    private var begun = Moment()
    private var count = 0
    private var omitted = 0

    /// The refusals of a minute that are written.
    static let limit = 10

    /// Returns the number of refusals that were left out before this one; nil: this one is left out
    /// too.
    mutating func admit(at now: Moment) -> Int? {
        if now >= begun.adding(seconds: 60) || now < begun {
            begun = now
            count = 0
        }
        guard count < Self.limit else {
            omitted += 1
            return nil
        }
        count += 1
        defer { omitted = 0 }
        return omitted
    }
}
