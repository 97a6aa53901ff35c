import Glibc

/// How much a runner does at a time, at most.
///
/// A probe that finds its limit reached waits in line; its timeout counts from when it starts.
public struct RunnerLimits: Sendable, Hashable {
    /// Probes with a socket in flight, 1...100,000.
    public var sockets: Int
    /// Probes that speak TLS, 1...10,000, default 64.
    public var handshakes: Int
    /// Commands that run, 1...1,000, default 16.
    public var commands: Int
    /// Replies that are compared with a regular expression, 1...100, default 2.
    public var matches: Int
    /// Batches of reports that wait for their reader; older ones are dropped.
    ///
    /// Default 1,024.
    public var batches: Int

    /// The defaults, but for what is given.
    ///
    /// Sockets are as many as half of the descriptors that this process may have, at most 4,096.
    public init(
        sockets: Int = RunnerLimits.defaultSockets, handshakes: Int = 64, commands: Int = 16,
        matches: Int = 2, batches: Int = 1_024
    ) {
        self.sockets = sockets
        self.handshakes = handshakes
        self.commands = commands
        self.matches = matches
        self.batches = batches
    }

    /// Half of the descriptors that this process may have, 16...4,096.
    public static var defaultSockets: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 256
        }
        return Int(min(max(limit.rlim_cur / 2, 16), 4_096))
    }
}
