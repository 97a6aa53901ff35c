import Addresses

/// What holds for the process that serves proxies and SSL services.
public struct ProxyProcess: Sendable, Hashable {
    /// Where HAProxy's statistics page is shown; nil: nowhere, unless a proxy is named `stats`.
    public var statistics: Endpoint?
    /// How long connections of a configuration that was replaced may go on; nil: as long as they
    /// want.
    public var hardStopAfter: Duration?
    /// Access log of the proxies and SSL services that don't have their own; nil: none.
    public var log: AccessLog?
    /// Lines of HAProxy's own language for its `global` section.
    public var raw: [String]

    /// Nothing, but for what is given.
    public init(
        statistics: Endpoint? = nil, hardStopAfter: Duration? = nil, log: AccessLog? = nil,
        raw: [String] = []
    ) {
        self.statistics = statistics
        self.hardStopAfter = hardStopAfter
        self.log = log
        self.raw = raw
    }
}
