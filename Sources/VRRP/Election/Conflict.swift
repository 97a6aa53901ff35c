/// A time with two active nodes.
struct Conflict: Sendable {
    /// The moment at which the later of the two became active.
    var since: Moment
    var heard: Moment
    var interval: Duration
    var isReported = false
}
