import Addresses

/// What holds for the process that serves proxies and SSL services.
public struct ProxyProcess: Sendable, Hashable {
    /// Where HAProxy's statistics page is shown; nil: nowhere, unless a proxy is named `stats`.
    public var statistics: Endpoint?
    /// Who sees ``statistics``, and what else the page has.
    public var page = StatisticsPage()
    /// How long connections of a configuration that was replaced may go on; nil: as long as they
    /// want.
    public var hardStopAfter: Duration?
    /// Access log of the proxies and SSL services that don't have their own; nil: none.
    public var log: AccessLog?
    /// Reloads that a worker with connections outlives, before it is ended with them.
    ///
    /// **Range:** 1...100,000, default 300.
    public var maxReloads: Int
    /// Lines of HAProxy's own language for its `global` section.
    public var raw: [String]

    /// Nothing, but for what is given.
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
