import HAProxy
import Model

extension ProxyWorkers {
    /// Adds the proxies to a status.
    func complete(_ status: inout Status) async {
        let workers = await observer.workers()
        guard spec.needsHAProxy || workers.master != nil else { return }
        status.workers = workers
        status.workers?.complaint = complaint
        guard spec.needsHAProxy else { return }
        status.proxies = ProxyReport(
            of: spec, await observer.look(), complaint: complaint, verdicts: verdicts
        ).proxies()
        let different = status.proxies.filter { proxy in
            proxy.servers.contains { $0.got != $0.want }
        }
        if complaint != nil {
            let meanwhile =
                workers.worker == nil ? "nobody serves them" : "those before it are served"
            status.health.reasons.append("\(Self.notInForce): \(meanwhile)")
        } else if !different.isEmpty, workers.worker != nil {
            let count = different.count == 1 ? "1 proxy" : "\(different.count) proxies"
            status.health.reasons.append("not as the document wants: \(count)")
        }
        let held = await master.held
        status.handovers += held.map(\.sentence)
        for (proxy, wanted) in zip(status.proxies, spec.proxies) {
            status.health.reasons += proxy.outages(wanted.fallback, held: held)
        }
        status.show(deployment)
        if let pageFailure { status.health.reasons.append(pageFailure.description) }
        if workers.worker == nil { status.health.reasons.append("HAProxy does not run") }
    }

    /// A server of a proxy; nil: there is none.
    func server(_ name: String, of proxy: String) async -> ProxyServerStatus? {
        guard spec.proxies.contains(where: { $0.name == proxy }) else { return nil }
        let report = ProxyReport(
            of: spec, await observer.look(), complaint: complaint, verdicts: verdicts)
        return report.proxies().first { $0.name == proxy }?.servers.first { $0.name == name }
    }

    /// A proxy; nil: there is none.
    func proxy(_ name: String) async -> ProxyStatus? {
        ProxyReport(of: spec, await observer.look(), complaint: complaint, verdicts: verdicts)
            .proxies()
            .first { $0.name == name }
    }
}
