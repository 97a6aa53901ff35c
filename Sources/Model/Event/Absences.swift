/// The subjects that are absent, such as nodes that can't be reached, and those of them that have
/// been so for a while.
public struct Absences<Subject: Hashable & Sendable>: Sendable {
    /// The time after which an absence counts.
    public let patience: Duration
    /// The subjects whose absence counts.
    public private(set) var lasting: Set<Subject> = []
    private var since: [Subject: ContinuousClock.Instant] = [:]

    /// Creates a record without absences.
    public init(patience: Duration) {
        self.patience = patience
    }

    /// The changes since the last look.
    public struct Changes: Sendable, Hashable {
        /// The subjects whose absence counts from now on.
        public var lost: Set<Subject>
        /// The subjects that are present again, and whose absence counted.
        public var returned: Set<Subject>

        /// Creates changes.
        public init(lost: Set<Subject> = [], returned: Set<Subject> = []) {
            self.lost = lost
            self.returned = returned
        }
    }

    /// Records a look; a subject that is not named any more is neither absent nor back.
    ///
    /// - Parameter subjects: whether each subject is present.
    @discardableResult
    public mutating func note(
        _ subjects: [Subject: Bool], at now: ContinuousClock.Instant
    ) -> Changes {
        since = since.filter { subjects[$0.key] == false }
        for (subject, isPresent) in subjects where !isPresent && since[subject] == nil {
            since[subject] = now
        }
        let former = lasting
        lasting = Set(since.filter { now - $0.value >= patience }.keys)
        return Changes(
            lost: lasting.subtracting(former), returned: former.filter { subjects[$0] == true })
    }
}
