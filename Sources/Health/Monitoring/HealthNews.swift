import Model

/// The verdicts and readings of all servers, after some of them have changed.
///
/// Each news is complete: a reader that only sees the newest misses nothing.
public struct HealthNews: Sendable {
    /// All verdicts.
    public var verdicts: Verdicts
    /// All readings.
    public var readings: FeedbackReadings
    /// The number of changes of each so far.
    public var changes: Changes
    /// Whether a state has changed since it was last taken out for the disk.
    public var hasUnsaved: Bool

    /// Numbers of changes, by which a reader finds the changed part.
    public struct Changes: Sendable, Hashable {
        /// The number of documents and batches of reports that have changed verdicts.
        public var verdicts = 0
        /// The number of documents and batches of reports that have changed readings.
        public var readings = 0

        /// Creates the numbers before the first change.
        public init() {}
    }
}
