import Model

/// The pace of similar lines in the audit log: a flood must not rotate the log away.
struct RefusalPace: Sendable {
    private var begun = Moment()
    private var count = 0
    private var omitted = 0
    private let limit: Int

    /// The refusals of a minute that are written.
    static let limit = 10

    /// Creates a pace.
    ///
    /// - Parameter limit: the lines of a minute that are written.
    init(limit: Int = RefusalPace.limit) {
        self.limit = limit
    }

    /// Returns the number of lines that were left out before this one; nil: this one is left out
    /// too.
    mutating func admit(at now: Moment) -> Int? {
        if isOver(at: now) {
            begun = now
            count = 0
        }
        guard count < limit else {
            omitted += 1
            return nil
        }
        count += 1
        defer { omitted = 0 }
        return omitted
    }

    /// Whether its minute has passed.
    func isOver(at now: Moment) -> Bool {
        now >= begun.adding(seconds: 60) || now < begun
    }
}
