import Model

/// The peers that can't be reached, and those that were reported.
struct PeerAbsences: Sendable {
    private var since: [Fingerprint: ContinuousClock.Instant] = [:]
    private var told: Set<Fingerprint> = []

    /// The time after which an absence is reported: a restart takes less.
    static let patience = Duration.seconds(60)

    /// An event.
    enum News: Sendable, Hashable {
        /// A peer has been out of reach for ``PeerAbsences/patience``.
        case lost(Fingerprint)
        /// A peer that was reported is in reach again.
        case returned(Fingerprint)
    }

    /// Compares the peers with those of the last turn.
    ///
    /// - Parameter connected: whether each peer has a connection.
    mutating func note(
        _ connected: [Fingerprint: Bool], at now: ContinuousClock.Instant
    ) -> [News] {
        var news: [News] = []
        since = since.filter { connected[$0.key] == false }
        for (peer, isConnected) in connected.sorted(by: { $0.key < $1.key }) {
            if isConnected {
                if told.contains(peer) { news.append(.returned(peer)) }
            } else {
                let begin = since[peer] ?? now
                since[peer] = begin
                if now - begin >= Self.patience, told.insert(peer).inserted {
                    news.append(.lost(peer))
                }
            }
        }
        told = told.filter { connected[$0] == false }
        return news
    }
}
