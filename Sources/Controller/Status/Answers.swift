import Addresses
import Files
import HAProxy
import Health
import Model
import Proxies
import Reconciliation

/// What the daemon answers on its socket.
struct Answers: Sendable {
    let reconciler: Reconciler
    let checks: HealthChecks
    let proxies: ProxyWorkers
    let directories: DirectoryWatch

    /// The answer to a request for this path; nil: there is none.
    func answer(to path: String) async throws -> (any Encodable & Sendable)? {
        switch path {
        case "/status":
            var body = StatusBody()
            var status = await snapshot(of: nil).status { body.add($0) }
            await proxies.complete(&status)
            status.health.reasons += directories.failures.map(\.description)
            return EncodedAnswer(body: try body.body(around: status))
        case "/status/brief":
            let snapshot = await reconciler.snapshot()
            var brief = await self.snapshot(of: snapshot.troubled).brief()
            await proxies.complete(&brief.status)
            brief.status.health.reasons += directories.failures.map(\.description)
            brief.finish(now: wallClock())
            return brief
        case "/verdicts": return await reconciler.checkedVerdicts ?? [:]
        case "/feedback": return await reconciler.knownFeedback ?? [:]
        case "/pages": return await reconciler.servedPages
        case "/quorums": return await reconciler.servicesWithoutQuorum
        case "POST /reload": return await proxies.reload()
        default:
            guard let subject = ExplainedSubject(path: path) else { return nil }
            let explained = await explained(subject)
            return explained.isEmpty ? nil : explained
        }
    }

    private func explained(_ subject: ExplainedSubject) async -> Explained {
        let snapshot = await snapshot(of: nil)
        var status = snapshot.status()
        await proxies.complete(&status)
        let spec = snapshot.spec ?? Spec()
        var explained = Explained(subject, spec, status, now: wallClock())
        if explained.proxy != nil,
            let proxy = spec.proxies.first(where: { $0.name == subject.service })
        {
            explained.proxy?.remembered = await proxies.observer.remembered(by: proxy)
        }
        guard let service = snapshot.explanation(of: subject.service) else { return explained }
        if let server = subject.server {
            explained.server = await explanation(of: server, in: service)
        } else {
            explained.service = service
        }
        return explained
    }

    /// The loop's snapshot with the reasons and counts that the checks have since.
    ///
    /// - Parameter keys: the services whose verdicts are refined; nil: all, and their readings.
    private func snapshot(of keys: Set<ServiceKey>?) async -> LoopSnapshot {
        guard let keys else {
            return await reconciler.snapshot().refined(
                verdicts: checks.monitor.verdicts, feedback: checks.monitor.readings)
        }
        return await reconciler.snapshot().refined(
            verdicts: checks.monitor.verdicts(of: keys), feedback: [:])
    }

    private func explanation(
        of name: String, in service: ServiceExplanation
    ) async -> Explanation? {
        guard let server = service.servers.first(where: { $0.status.name == name }) else {
            return nil
        }
        return Explanation(
            service: service.key, server: server,
            fallback: service.isFallbackIn ? service.fallback : nil, quorum: service.quorum,
            check: await checks.monitor.account(of: server.status.endpoint, in: service.key),
            feedback: await checks.monitor.feedback(of: server.status.endpoint, in: service.key))
    }
}

/// Why a server is as it is.
package struct Explanation: Sendable, Codable {
    /// Its service.
    package let service: ServiceKey
    /// What is wanted beside what is there, and how its weight comes about.
    package let server: ServerExplanation
    /// What stands in for all servers of the service now; nil: nothing.
    package let fallback: Endpoint?
    /// Where its service stands with its quorum; nil: it has none.
    package var quorum: QuorumState?
    /// What its checks have found; nil: it is not checked.
    package let check: CheckAccount?
    /// How it is asked how busy it is; nil: it is not.
    package var feedback: ServerFeedback?
}
