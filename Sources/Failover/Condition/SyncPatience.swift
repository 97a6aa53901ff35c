/// The limit of the time for which a node waits for the connections of the master.
///
/// A daemon that can't start, because its interface is missing, must not keep the preferred node
/// from its role for ever.
struct SyncPatience {
    /// The longest wait.
    static let limit = Duration.seconds(60)

    /// The begin of the present wait; nil: none.
    private var since: ContinuousClock.Instant?

    /// Returns the facts, without the wait once it has lasted for the limit.
    mutating func limited(_ facts: NodeFacts?, at now: ContinuousClock.Instant) -> NodeFacts? {
        guard var facts else { return nil }
        guard !facts.knowsConnections else {
            since = nil
            return facts
        }
        let begin = since ?? now
        since = begin
        facts.knowsConnections = now - begin >= Self.limit
        return facts
    }
}
