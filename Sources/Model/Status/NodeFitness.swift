/// The ability of a node to serve clients, as its controller knows it.
public struct NodeFitness: Sendable, Hashable {
    /// Whether a document is in force.
    public var hasDocument: Bool
    /// Whether a pass has put the host in the state of the document.
    public var isFulfilled: Bool
    /// The failure to read a part of the host that the document uses; nil: none.
    public var failure: String?
    /// Whether the document has proxies, and HAProxy serves none of them.
    public var lacksProxies: Bool
    /// Whether this node knows the connections of the master.
    public var knowsConnections: Bool
    /// The link over which the connections arrive; nil: none is wanted.
    public var connectionLink: ConnectionLink?
    /// Whether the document has services or proxies, and none of them a usable server.
    public var lacksServers: Bool
    /// Number of services and proxies with a usable server.
    public var usable: Int
    /// Number of services, and of proxies whose servers are known.
    public var total: Int

    /// The link over which the connections of the master arrive.
    public struct ConnectionLink: Sendable, Hashable {
        /// The interface of the backup daemon.
        public var interface: String
        /// The time in which all connections with packets arrive.
        public var round: Duration

        /// Creates a link.
        public init(interface: String, round: Duration) {
            self.interface = interface
            self.round = round
        }
    }

    /// Creates the fitness of a healthy controller.
    public init(
        hasDocument: Bool = true, isFulfilled: Bool = true, failure: String? = nil,
        lacksProxies: Bool = false, knowsConnections: Bool = true, lacksServers: Bool = false,
        usable: Int = 0, total: Int = 0
    ) {
        self.hasDocument = hasDocument
        self.isFulfilled = isFulfilled
        self.failure = failure
        self.lacksProxies = lacksProxies
        self.knowsConnections = knowsConnections
        self.lacksServers = lacksServers
        self.usable = usable
        self.total = total
    }

    /// The percentage of services with a usable server; 100 without services.
    public var share: Int { total == 0 ? 100 : usable * 100 / total }

    /// The reasons for which the node does not take the role from a healthy one; empty: it is
    /// ready.
    public var unready: [UnreadyReason] {
        guard hasDocument else { return [.document] }
        return [
            isFulfilled ? nil : .host(failure), lacksProxies ? .proxies : nil,
            knowsConnections ? nil : .connections, lacksServers ? .servers : nil,
        ].compactMap(\.self)
    }
}
