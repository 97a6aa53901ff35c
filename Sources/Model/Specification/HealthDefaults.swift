/// Defaults of the health checks, equal to the appliance's global settings.
public struct HealthDefaults: Sendable, Hashable {
    /// Time between two checks of a server.
    ///
    /// **Range:** 100 ms...1 h, default 10 s.
    public var interval: Duration
    /// Least time between two checks of a server on a node without the addresses; nil: the same as
    /// on the node with them.
    ///
    /// **Range:** 100 ms...1 h.
    public var backupInterval: Duration?
    /// Least time between two checks of a server on this node, whatever its own interval.
    public var leastInterval: Duration?
    /// Maximum duration of a connect check.
    ///
    /// **Range:** 10 ms...1 h, default 5 s.
    public var timeout: Duration
    /// Maximum duration of a negotiate check.
    ///
    /// **Range:** 10 ms...1 h, default 30 s.
    public var negotiateTimeout: Duration
    /// Consecutive failures after which a server is down.
    ///
    /// **Range:** 1...100, default 1.
    public var fall: Int
    /// Consecutive passes after which a server is up.
    ///
    /// **Range:** 1...100, default 1.
    public var rise: Int
    /// True: a failed server stays in the table with weight 0; false: it is removed.
    ///
    /// Default true.
    public var quiescent: Bool

    /// Creates defaults.
    public init(
        interval: Duration = .seconds(10), timeout: Duration = .seconds(5),
        negotiateTimeout: Duration = .seconds(30), fall: Int = 1, rise: Int = 1,
        quiescent: Bool = true
    ) {
        self.interval = interval
        self.timeout = timeout
        self.negotiateTimeout = negotiateTimeout
        self.fall = fall
        self.rise = rise
        self.quiescent = quiescent
    }

    /// The defaults of a node with or without the virtual addresses.
    public func following(carriesAddresses: Bool) -> HealthDefaults {
        var defaults = self
        defaults.leastInterval = carriesAddresses ? nil : backupInterval
        return defaults
    }
}
