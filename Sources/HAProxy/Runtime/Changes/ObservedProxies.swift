/// What a running worker says of itself.
public struct ObservedProxies: Sendable, Hashable {
    /// Its structure; nil when it doesn't carry one.
    public var structure: Structure?
    /// Its servers.
    public var servers: [ServerStates.Server]
    /// Connections that each may have, by backend and server; none: any number.
    public var limits: [String: [String: Int]]
    /// Sessions that each has.
    public var sessions: [String: [String: Int]]
    /// Fingerprint of each certificate file.
    public var certificates: [String: String]

    /// What a worker says.
    public init(
        structure: Structure?, states: ServerStates, statistics: Statistics,
        certificates: [String: String] = [:]
    ) {
        self.structure = structure
        servers = states.servers
        self.certificates = certificates
        var limits: [String: [String: Int]] = [:]
        var sessions: [String: [String: Int]] = [:]
        for row in statistics.rows where row.isServer {
            limits[row.proxy, default: [:]][row.server] = row.limit
            sessions[row.proxy, default: [:]][row.server] = row.sessions
        }
        self.limits = limits
        self.sessions = sessions
    }
}
