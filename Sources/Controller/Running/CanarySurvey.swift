import Addresses
import Health
import Model
import Planning
import Proxies
import Reconciliation

/// The state of the servers of a service in force, for the judgement of a canary.
struct CanarySurvey: Sendable {
    let reconciler: Reconciler
    let checks: HealthChecks
    let proxies: ProxyWorkers

    /// Returns the state of a service's or a proxy's servers; empty: it is not in force.
    func reading(of name: String) async -> CanaryReading {
        if let reading = await proxies.canary(of: name) { return reading }
        guard let spec = await reconciler.snapshot().spec,
            let service = spec.services.first(where: { $0.name == name })
        else { return CanaryReading() }
        let verdicts = await checks.monitor.verdicts(of: [service.key])[service.key] ?? [:]
        var reading = CanaryReading()
        reading.faults = await proxies.faults(beside: name)
        for server in service.servers {
            reading.servers[CanaryServer(server.name)] = .init(
                health(of: server, in: service, verdicts))
        }
        return reading
    }

    private func health(
        of server: RealServer, in service: Service, _ verdicts: [Endpoint: Verdict]
    ) -> CanaryReading.Health {
        guard service.checkType(of: server)?.type.asks == true else { return .unchecked }
        let verdict = verdicts[service.endpoint(of: server)]
        switch verdict?.state {
        // Without results of checks, nothing shows that the server still works.
        case .up: return verdict?.isOverdue == true ? .unproven : .up
        case .down: return .down(verdict?.reason ?? "")
        case .unknown, nil: return .unproven
        }
    }
}
