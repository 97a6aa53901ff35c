import Model

/// This node, as its page shows it.
public struct PageNode: Sendable {
    /// The status, without services.
    public let status: Status
    /// The clock; nil: unknown.
    public let clock: PageClock?
    /// Whether the document lets people restart and halt the node.
    public let hasPower: Bool

    /// Creates a node.
    public init(_ status: Status, clock: PageClock?, hasPower: Bool) {
        self.status = status
        self.clock = clock
        self.hasPower = hasPower
    }
}
