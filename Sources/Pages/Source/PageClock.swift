/// The state of the clock of this node, as the kernel knows it.
public struct PageClock: Sendable, Hashable {
    /// Whether a program keeps it synchronised.
    public let isSynchronised: Bool
    /// The correction that is being made; nil: unknown.
    ///
    /// **Unit:** microseconds.
    public let offset: Int64?
    /// The largest error; nil: unknown.
    ///
    /// **Unit:** microseconds.
    public let largestError: Int64?

    /// Creates a state.
    public init(isSynchronised: Bool, offset: Int64?, largestError: Int64?) {
        self.isSynchronised = isSynchronised
        self.offset = offset
        self.largestError = largestError
    }
}
