import Addresses

/// What holds for the process that serves proxies and SSL services.
public struct ProxyProcess: Sendable, Hashable {
    /// Where HAProxy's statistics page is shown; nil: nowhere, unless a proxy is named `stats`.
    public var statistics: Endpoint?
    /// How long connections of a configuration that was replaced may go on; nil: as long as they
    /// want.
    public var hardStopAfter: Duration?
    /// Lines of HAProxy's own language for its `global` section.
    public var raw: [String]

    /// Nothing, but for what is given.
    public init(
        statistics: Endpoint? = nil, hardStopAfter: Duration? = nil, raw: [String] = []
    ) {
        self.statistics = statistics
        self.hardStopAfter = hardStopAfter
        self.raw = raw
    }
}
