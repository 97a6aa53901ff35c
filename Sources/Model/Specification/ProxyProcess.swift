import Addresses

/// Settings of the process that serves proxies and SSL services.
public struct ProxyProcess: Sendable, Hashable {
    /// The endpoint of HAProxy's statistics page; nil: none, unless a proxy is named `stats`.
    public var statistics: Endpoint?
    /// Access to ``statistics``, and further settings of the page.
    public var page = StatisticsPage()
    /// The time limit for connections of a replaced configuration; nil: no limit.
    public var hardStopAfter: Duration?
    /// Default access log of the proxies and SSL services; nil: none.
    public var log: AccessLog?
    /// The number of reloads after which an old worker is stopped, with its connections.
    ///
    /// **Range:** 1...100,000, default 300.
    public var maxReloads: Int
    /// Lines of HAProxy's configuration language for its `global` section.
    public var raw: [String]

    /// Creates settings, by default without a page and a log.
    public init(
        statistics: Endpoint? = nil, hardStopAfter: Duration? = nil,
        maxReloads: Int = 300, log: AccessLog? = nil, raw: [String] = []
    ) {
        self.statistics = statistics
        self.hardStopAfter = hardStopAfter
        self.maxReloads = maxReloads
        self.log = log
        self.raw = raw
    }
}
