/// A request of `ballast peer sync` that is not answered yet.
struct SyncRequest {
    /// The name of the node whose configuration was chosen.
    let node: String
    let began: ContinuousClock.Instant
    let continuation: CheckedContinuation<SyncAnswer, Never>
    /// The identity of the node; nil: not known yet, or this node.
    var peer: Fingerprint?
    /// The time at which the node was asked for its configuration; nil: not yet.
    var asked: ContinuousClock.Instant?
    /// The reason why it waits.
    var obstacle = "the configuration of that node is not known yet"

    /// The time after which it fails, less than that of the connection to the command.
    static let patience = Duration.seconds(20)
}
