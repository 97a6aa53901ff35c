/// The ability of a node to serve clients, as its controller knows it.
public struct NodeFitness: Sendable, Hashable {
    /// Whether a document is in force.
    public var hasDocument: Bool
    /// Whether a pass has put the host in the state of the document.
    public var isFulfilled: Bool
    /// The failure to read the IPVS table or another part of the host; nil: none.
    public var failure: String?
    /// Whether the document has proxies, and HAProxy serves none of them.
    public var lacksProxies: Bool
    /// Whether this node knows the connections of the master.
    public var knowsConnections: Bool
    /// Number of services and proxies with a usable server.
    public var usable: Int
    /// Number of services and proxies.
    public var total: Int

    /// Creates the fitness of a healthy controller.
    public init(
        hasDocument: Bool = true, isFulfilled: Bool = true, failure: String? = nil,
        lacksProxies: Bool = false, knowsConnections: Bool = true, usable: Int = 0, total: Int = 0
    ) {
        self.hasDocument = hasDocument
        self.isFulfilled = isFulfilled
        self.failure = failure
        self.lacksProxies = lacksProxies
        self.knowsConnections = knowsConnections
        self.usable = usable
        self.total = total
    }

    /// The percentage of services with a usable server; 100 without services.
    public var share: Int { total == 0 ? 100 : usable * 100 / total }
}
