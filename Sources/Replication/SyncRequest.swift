/// A request of `ballast peer sync` that is not answered yet.
struct SyncRequest {
    /// The name of the node whose configuration was chosen.
    let node: String
    let began: ContinuousClock.Instant
    let continuation: CheckedContinuation<SyncAnswer, Never>
    /// The identity of the node; nil: not known yet, or this node.
    var peer: Fingerprint?
    /// The reason why it waits.
    var obstacle = "the configuration of that node is not known yet"
    /// Whether the node was asked for its contents.
    var hasAsked = false

    /// The time after which it fails.
    static let patience = Duration.seconds(60)
}
