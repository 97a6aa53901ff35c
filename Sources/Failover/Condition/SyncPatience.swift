import Model

/// The time for which a node waits for the connections of the master.
///
/// A daemon that can't start, because its interface is missing, must not keep the preferred node
/// from its role for ever. An interface without a carrier does: its connections end at the return
/// of the role, and status names it.
struct SyncPatience {
    /// The longest wait for a daemon.
    static let limit = Duration.seconds(60)

    /// The begin of the present wait; nil: none.
    private var since: ContinuousClock.Instant?
    /// The last moment at which messages could not arrive; nil: they could, as far as known.
    private var cutAt: ContinuousClock.Instant?

    /// Returns the fitness, without the wait once it has lasted for the limit.
    ///
    /// - Parameter isCut: whether the interface of the connections has no carrier, or messages of
    ///   another node do not arrive over it.
    mutating func limited(
        _ fitness: NodeFitness?, isCut: Bool, at now: ContinuousClock.Instant
    ) -> NodeFitness? {
        guard var fitness else { return nil }
        guard let link = fitness.connectionLink else {
            cutAt = nil
            return limited(&fitness, now)
        }
        if isCut { cutAt = now }
        // The messages of that time are lost: a whole round has to follow.
        if let cut = cutAt, now - cut < link.round {
            since = nil
            fitness.knowsConnections = false
            return fitness
        }
        cutAt = nil
        return limited(&fitness, now)
    }

    private mutating func limited(
        _ fitness: inout NodeFitness, _ now: ContinuousClock.Instant
    ) -> NodeFitness {
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
