import Addresses
import Model

extension NodeFitness {
    /// The fitness of a loop; nil: it has a document, and no pass has been tried yet.
    init?(
        _ knowledge: Knowledge, _ progress: Progress, _ last: LastLook, lacksDocument: Bool,
        at now: Moment
    ) {
        guard last.pass != nil || last.failure != nil || lacksDocument else { return nil }
        let places = knowledge.spec?.clientEndpointsOfProxies ?? []
        let services = last.desired?.services ?? [:]
        let usable =
            services.values.count(where: \.hasUsableServer)
            + knowledge.usability.usable.intersection(places).count
        self.init(
            hasDocument: knowledge.spec != nil, isFulfilled: progress.fulfilled != nil,
            failure: last.obstacle?.description,
            lacksProxies: !places.isEmpty
                && (!knowledge.usability.answers || knowledge.listening.isDisjoint(with: places)),
            knowsConnections: last.knowsConnections(at: now),
            lacksServers: usable == 0 && !(services.isEmpty && places.isEmpty),
            usable: usable,
            total: services.count + knowledge.usability.known.intersection(places).count)
        connectionLink = last.connectionLink
    }
}

extension DesiredService {
    /// Whether a server other than the fallback gets connections.
    fileprivate var hasUsableServer: Bool {
        destinations.values.contains { $0.weight > 0 && $0.endpoint != fallback }
    }
}
