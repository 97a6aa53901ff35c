import Addresses
import HAProxy
import Model

extension ProxyWorkers {
    /// Adds the proxies to a status.
    package func complete(_ status: inout Status) async {
        let report = await observer.report(
            revision: news.changes, withLook: document.needsHAProxy)
        let (look, workers) = (report.look, report.workers)
        guard document.needsHAProxy || workers.master != nil else { return }
        status.workers = workers
        status.workers?.complaint = configuration.complaint
        guard document.needsHAProxy else { return }
        let held = master.held + document.covered
        status.proxies = self.report(look, silence: workers.silence, held: held).proxies()
        for position in status.proxies.indices {
            status.proxies[position].servedBy = spec.servedBy(
                document.covered, status.proxies[position].name)
        }
        // Refused proxies have a reason of their own.
        let apart = Set(news.refused.map(\.name))
        let different = status.proxies.filter { proxy in
            !apart.contains(proxy.name) && proxy.servers.contains { !$0.isAsWanted }
        }
        if configuration.complaint != nil {
            status.health.reasons.append("\(Self.notInForce): \(meanwhile(workers))")
        } else if !different.isEmpty, workers.worker != nil, workers.silence == nil {
            let count = different.count == 1 ? "1 proxy" : "\(different.count) proxies"
            status.health.reasons.append("not as the document wants: \(count)")
        }
        status.handovers += held.map(\.sentence)
        for (proxy, wanted) in zip(status.proxies, spec.proxies) {
            status.health.reasons += proxy.outages(
                wanted.fallback, routes: wanted.routes, held: held)
        }
        status.health.reasons += news.unheard.map(\.reason)
        status.health.reasons += news.refused.map(\.sentence)
        status.health.reasons += files.revocations.refusals()
        status.tableSync = news.tables.status()
        status.show(files.deployment)
        await accessLog.complete(&status)
        if let pageFailure = files.pageFailure {
            status.health.reasons.append(pageFailure.description)
        }
        if let silence = workers.silence {
            status.health.reasons.append("HAProxy does not answer: \(silence)")
        } else if workers.worker == nil {
            status.health.reasons.append("HAProxy does not run")
        }
    }

    private func meanwhile(_ workers: WorkersStatus) -> String {
        if workers.silence != nil { return "HAProxy does not answer" }
        return workers.worker == nil ? "nobody serves them" : "the previous ones are served"
    }

    /// Returns the proxies with the counters of their worker; empty: no worker answers.
    package func traffic() async -> [ProxyStatus] {
        guard document.needsHAProxy,
            let look = await observer.report(revision: news.changes, withLook: true).look
        else { return [] }
        return report(look).proxies()
    }

    /// Returns the document's proxies with their state in the worker.
    func report(
        _ look: WorkerLook?, silence: String? = nil, held: [HeldServers] = []
    ) -> ProxyReport {
        ProxyReport(
            of: spec, look, complaint: configuration.complaint, verdicts: checks.verdicts,
            silence: silence,
            unheard: Dictionary(
                news.unheard.map { ($0.endpoint, $0.reason) }, uniquingKeysWith: { $1 }),
            held: held,
            refused: Dictionary(
                news.refused.map { ($0.name, $0.sentence) }, uniquingKeysWith: { $1 }))
    }
}
