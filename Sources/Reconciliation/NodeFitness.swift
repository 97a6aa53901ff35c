import Addresses
import Model

/// The ability of a node to serve clients, as its loop knows it.
public struct NodeFitness: Sendable, Hashable {
    /// Whether a document is in force.
    public var hasDocument: Bool
    /// Whether the loop has looked at the host, or failed to.
    public var hasLooked: Bool
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

    /// The fitness of a loop.
    init(_ knowledge: Knowledge, _ progress: Progress, _ last: LastLook, at now: Moment) {
        hasDocument = knowledge.spec != nil
        hasLooked = last.pass != nil || last.failure != nil
        isFulfilled = progress.fulfilled != nil
        failure = last.failure?.description
        let places = knowledge.spec?.proxyEndpoints ?? []
        lacksProxies = !places.isEmpty && knowledge.listening.isDisjoint(with: places)
        knowsConnections = last.knowsConnections(at: now)
        let services = last.desired?.services ?? [:]
        let proven = knowledge.provenProxies.map { places.intersection($0) } ?? places
        total = services.count + places.count
        usable = services.values.count(where: \.hasUsableServer) + proven.count
    }
}

extension DesiredService {
    /// Whether a server other than the fallback gets connections.
    fileprivate var hasUsableServer: Bool {
        destinations.values.contains { $0.weight > 0 && $0.endpoint != fallback }
    }
}
