import Glibc

/// How much a runner does at a time, at most.
///
/// A probe that finds its limit reached waits in line; its timeout counts from when it starts.
public struct RunnerLimits: Sendable, Hashable {
    /// Probes with a socket in flight, 1...100,000.
    public var sockets: Int
    /// Probes that speak TLS, 1...10,000.
    ///
    /// As many as may be silent and hold up no other: each holds its place until its timeout, and
    /// some 60 KB of memory.
    public var handshakes: Int
    /// Commands that run, 1...1,000, default 16.
    public var commands: Int
    /// Replies that are compared with a regular expression, 1...100, default 2.
    public var matches: Int
    /// Batches of reports that wait for their reader; older ones are dropped.
    ///
    /// Default 1,024.
    public var batches: Int
    /// How long a command that was killed may take to end, default 3 s; one that sleeps in the
    /// kernel does not end.
    public var killPatience: Duration

    /// The defaults, but for what is given.
    ///
    /// Sockets are as many as half of the descriptors that this process may have, at most 4,096,
    /// probes that speak TLS as many as a quarter, at most 1,024.
    public init(
        sockets: Int = RunnerLimits.defaultSockets,
        handshakes: Int = RunnerLimits.defaultHandshakes, commands: Int = 16, matches: Int = 2,
        batches: Int = 1_024, killPatience: Duration = .seconds(3)
    ) {
        self.sockets = sockets
        self.handshakes = handshakes
        self.commands = commands
        self.matches = matches
        self.batches = batches
        self.killPatience = killPatience
    }

    /// Half of the descriptors that this process may have, 16...4,096.
    public static var defaultSockets: Int { min(max(descriptors / 2, 16), 4_096) }

    /// A quarter of the descriptors that this process may have, 16...1,024.
    public static var defaultHandshakes: Int { min(max(descriptors / 4, 16), 1_024) }

    private static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 512
        }
        return Int(min(limit.rlim_cur, 1_000_000))
    }
}
