/// Thresholds on the number of connections of a server.
///
/// Source: `ipvsadm(8)`, `-x` and `-y`.
public struct ConnectionLimits: Sendable, Hashable, Codable {
    /// Number of connections at which the server gets no more.
    ///
    /// **Range:** 0...65535, 0 (default): no limit.
    @Compact public var upper: Int
    /// Number of connections below which the server gets connections again.
    ///
    /// **Range:** 0...upper; 0 (default): 3/4 of it.
    @Compact public var lower: Int

    /// Creates limits.
    public init(upper: Int = 0, lower: Int = 0) {
        self.upper = upper
        self.lower = lower
    }
}
