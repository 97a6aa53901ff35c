import Addresses
import Model

extension NodeFitness {
    /// The fitness of a loop; nil: it has a document, and no pass has been tried yet.
    init?(
        _ knowledge: Knowledge, _ progress: Progress, _ last: LastLook, lacksDocument: Bool,
        at now: Moment
    ) {
        guard last.pass != nil || last.failure != nil || lacksDocument else { return nil }
        let places = knowledge.spec?.proxyEndpoints ?? []
        let services = last.desired?.services ?? [:]
        let proven = knowledge.provenProxies.map { places.intersection($0) } ?? places
        self.init(
            hasDocument: knowledge.spec != nil, isFulfilled: progress.fulfilled != nil,
            failure: last.failure?.description,
            lacksProxies: !places.isEmpty && knowledge.listening.isDisjoint(with: places),
            knowsConnections: last.knowsConnections(at: now),
            usable: services.values.count(where: \.hasUsableServer) + proven.count,
            total: services.count + places.count)
    }
}

extension DesiredService {
    /// Whether a server other than the fallback gets connections.
    fileprivate var hasUsableServer: Bool {
        destinations.values.contains { $0.weight > 0 && $0.endpoint != fallback }
    }
}
