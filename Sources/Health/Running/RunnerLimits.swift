import Glibc

/// Limits of a runner.
///
/// A probe beyond its limit waits in a queue; its timeout starts when the probe starts.
public struct RunnerLimits: Sendable, Hashable {
    /// Maximum number of probes with a socket in flight, 1...100,000.
    public var sockets: Int
    /// Maximum number of probes with TLS, 1...10,000.
    ///
    /// This is the number of servers that may be silent without delaying others: each occupies its
    /// place until its timeout, and about 60 KB of memory.
    public var handshakes: Int
    /// Maximum number of running commands, 1...1,000, default 16.
    public var commands: Int
    /// Maximum number of concurrent comparisons with a regular expression, 1...100, default 2.
    public var matches: Int
    /// Maximum number of unread batches of reports; older ones are dropped.
    ///
    /// Default 1,024.
    public var batches: Int
    /// Time until a killed command is given up, default 3 s; a command that sleeps in the kernel
    /// does not end.
    public var killPatience: Duration

    /// Creates limits with defaults that depend on the number of descriptors of this process.
    ///
    /// Half of them for sockets, at most 4,096; a quarter for probes with TLS, at most 1,024.
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

    /// Half of the descriptors of this process, 16...4,096.
    public static var defaultSockets: Int { min(max(descriptors / 2, 16), 4_096) }

    /// A quarter of the descriptors of this process, 16...1,024.
    public static var defaultHandshakes: Int { min(max(descriptors / 4, 16), 1_024) }

    private static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 512
        }
        return Int(min(limit.rlim_cur, 1_000_000))
    }
}
