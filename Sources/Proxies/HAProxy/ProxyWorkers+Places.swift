import Addresses
import HAProxy
import Model
import Planning
import Reconciliation

extension ProxyWorkers {
    /// Follows the handovers between HAProxy and IPVS: sections of former proxies go once the
    /// service in their place is made, and services go once the proxy in their place is proven.
    func lookAtPlaces() async {
        guard document.accepted != nil else { return }
        let before = document.places.unmade
        await updatePlaces()
        if document.places.unmade != before { await refresh() }
        await prove()
    }

    /// Asks the loop for the places; those of an older document are ignored.
    func updatePlaces() async {
        // Without HAProxy nothing is handed over, and the places of all services are many.
        guard document.needsHAProxy || site.worker.isConfigured else { return }
        let revision = document.revision
        let places = await loop.sharedPlaces
        document.update(places, of: revision)
    }

    /// Tells the loop which proxies are proven, where services wait for them.
    private func prove() async {
        guard !document.places.covering.isEmpty, let wanted = configuration.wanted,
            configuration.revision == document.revision, configuration.complaint == nil
        else { return document.note(unproven: []) }
        let revision = document.revision
        guard let unproven = await master.unproven(in: wanted), revision == document.revision else {
            return
        }
        // Servers of another configuration prove nothing.
        guard configuration.isInForce, configuration.wanted == wanted else { return }
        document.note(unproven: unproven)
        await loop.learn(.proven(spec.endpoints(without: unproven), of: spec))
    }
}

extension Spec {
    /// Where HAProxy listens for proxies and SSL services that have no section of these.
    package func endpoints(without unproven: [HeldServers]) -> Set<Endpoint> {
        let names = Set(unproven.map(\.owner))
        return proxyEndpoints.subtracting(names.flatMap { endpoints(ofListener: $0) })
    }

    /// The services that stay in the places of these sections, beside the servers that they wait
    /// for.
    func covered(_ services: Set<ServiceKey>, by unproven: [HeldServers]) -> [HeldServers] {
        unproven.flatMap { section in
            let endpoints = Set(endpoints(ofListener: section.owner))
            return services.sorted().compactMap { key -> HeldServers? in
                guard endpoints.contains(where: { key.place(among: [$0]) != nil }) else {
                    return nil
                }
                var held = section
                held.staying = ["\(key)"]
                held.service = "\(key)"
                return held
            }
        }
    }

    /// The IPVS services that serve the clients of a proxy, in words; nil: there are none.
    ///
    /// - Parameter covered: the handovers from IPVS to HAProxy.
    func servedBy(_ covered: [HeldServers], _ proxy: String) -> String? {
        let keys = Set(
            covered.filter { held in
                held.owner == proxy
                    || sslServices.contains {
                        $0.name == held.owner && $0.backend == .proxy(proxy)
                    }
            }.compactMap(\.service)
        ).sorted()
        guard let first = keys.first else { return nil }
        return keys.count == 1
            ? "the IPVS service \(first)" : "\(keys.count) IPVS services (\(first), ...)"
    }

    /// Where the proxy or the SSL service of this name listens.
    private func endpoints(ofListener name: String) -> [Endpoint] {
        if let proxy = proxies.first(where: { $0.name == name }) { return endpoints(of: proxy) }
        return sslServices.first { $0.name == name }?.listen ?? []
    }
}
