import Model

/// The consequences of news: events, a reason for a pass, and quorums to store.
struct Reception: Sendable {
    /// Events without their time.
    var events: [EventDraft] = []
    /// The reason for a pass; empty: none.
    var wake: Wake = []
    /// The services without quorum, if they have changed; nil: unchanged.
    var lostQuorums: Set<ServiceKey>?
}
