/// Limits of the connections from one source address, or from one network.
///
/// The kernel counts before any program does.
public struct SourceLimits: Sendable, Hashable {
    /// New connections per period; nil: no limit.
    public var connections: Int?
    /// Concurrent connections; nil: no limit.
    public var concurrent: Int?
    /// The period.
    ///
    /// **Unit:** whole seconds. **Range:** from 1 s.
    public var period: Duration
    /// The length of the networks whose IPv4 connections are counted together.
    public var ipv4Prefix: Int
    /// The length of the networks whose IPv6 connections are counted together.
    public var ipv6Prefix: Int
    /// The answer to a connection above a limit.
    public var excess: Excess

    /// The answer to a connection above a limit.
    public enum Excess: String, Sendable, Hashable, CaseIterable {
        /// None: the client tries again.
        case drop
        /// An error, which ends the attempt of the client at once.
        case reject
    }

    /// Creates limits, by default of each IPv4 address and each IPv6 network of 64 bits.
    public init(
        connections: Int? = nil, concurrent: Int? = nil, period: Duration = .seconds(10),
        ipv4Prefix: Int = 32, ipv6Prefix: Int = 64, excess: Excess = .drop
    ) {
        self.connections = connections
        self.concurrent = concurrent
        self.period = period
        self.ipv4Prefix = ipv4Prefix
        self.ipv6Prefix = ipv6Prefix
        self.excess = excess
    }
}
