import Model

/// The limit of the time for which a node waits for the connections of the master.
///
/// A daemon that can't start, because its interface is missing, must not keep the preferred node
/// from its role for ever.
struct SyncPatience {
    /// The longest wait.
    static let limit = Duration.seconds(60)

    /// The begin of the present wait; nil: none.
    private var since: ContinuousClock.Instant?

    /// Returns the fitness, without the wait once it has lasted for the limit.
    mutating func limited(_ fitness: NodeFitness?, at now: ContinuousClock.Instant) -> NodeFitness?
    {
        guard var fitness else { return nil }
        guard !fitness.knowsConnections else {
            since = nil
            return fitness
        }
        let begin = since ?? now
        since = begin
        fitness.knowsConnections = now - begin >= Self.limit
        return fitness
    }
}
