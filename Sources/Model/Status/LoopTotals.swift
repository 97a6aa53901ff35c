/// Counts of the loop since the start of the controller.
public struct LoopTotals: Sendable, Hashable {
    /// The number of passes.
    public var passes = 0
    /// The time that they took.
    ///
    /// **Unit:** microseconds.
    public var duration: Int64 = 0
    /// The number of steps that changed the host.
    public var applied = 0
    /// The number of steps that failed.
    public var failed = 0
    /// The number of events by kind; a missing kind: none.
    public var events: [Event.Kind: Int] = [:]

    /// Creates counts of zero.
    public init() {}
}
