import Addresses
import Admin
import Failover
import Files
import HAProxy
import Health
import Model
import NIOCore
import Proxies
import Reconciliation

/// What the daemon answers on its socket.
struct Answers: Sendable {
    let reconciler: Reconciler
    let checks: HealthChecks
    let proxies: ProxyWorkers
    let directories: DirectoryWatch
    let failovers: Failovers
    let replications: Replications
    let changes: ChangeKeeper
    let admin: AdminReport
    /// Nil: series are not recorded.
    let series: SeriesDesk?
    let connections: ConnectionDesk
    /// The traffic of all services, which is collected once a second at most.
    let reports = SharedResults<String, TrafficReport>(for: .seconds(1), limit: 1)
    /// The status that pages and requests share.
    let shared = SharedStatus<StatusMoment>()

    /// The method of a command, before its path.
    private static let command = "POST "

    /// The answer to a request; nil: there is none.
    func answer(to request: StatusRequest) async throws -> (any Encodable & Sendable)? {
        let path = request.path
        switch path {
        case "/status":
            var body = StatusBody()
            let snapshot = await snapshot(of: nil)
            var status = snapshot.status { body.add($0) }
            await complete(&status, of: snapshot)
            return EncodedAnswer(body: try body.body(around: status))
        case ServicesBody.path:
            var body = StatusBody()
            _ = await snapshot(of: nil).status { body.add($0) }
            return EncodedAnswer(body: try body.list())
        case ProxiesAnswer.path: return ProxiesAnswer(await moment().frame)
        case ServedAnswer.path: return ServedAnswer(await moment().frame)
        case ElectionAnswer.path: return ElectionAnswer(await completeFrame())
        case "/status/brief":
            return EncodedAnswer(body: try BriefBody.text(of: await brief()))
        case StatusRequest.metrics:
            let snapshot = await snapshot(of: [])
            var page = MetricPage()
            var status = snapshot.status { page.add($0) }
            await complete(&status, of: snapshot)
            let text = page.text(
                around: status, totals: snapshot.totals, usage: .current(), in: request.form)
            return EncodedAnswer(body: ByteBuffer(string: text))
        case "/verdicts": return await reconciler.checkedVerdicts ?? [:]
        case "/feedback": return await reconciler.knownFeedback ?? [:]
        case "/pages": return await reconciler.servedPages
        case "/quorums": return await reconciler.servicesWithoutQuorum
        case "POST /reload": return await proxies.reload()
        case "POST /changes/confirm":
            let session = request.process.map { LoginSession(of: $0) }
            return await changes.confirm(in: .observed(session))
        case "POST " + ConfirmAnswer.unprovenPath: return await changes.confirm(in: .any)
        case _ where path.hasPrefix(Self.command):
            let words = String(path.dropFirst(Self.command.count))
            if let request = PeerRequest(.sync, path: words) {
                return await replications.sync(request)
            }
            if let edit = ChangeAnnouncement(path: words) {
                return await changes.announce(edit)
            }
            guard let request = FailoverRequest(path: words) else { return nil }
            return await failovers.answer(request)
        default:
            if let query = ConnectionRequest.query(path: path) {
                return await connections.answer(to: query)
            }
            if let query = SeriesQuery(path: path) { return try await recorded(query) }
            if let request = PeerRequest(.difference, path: path) {
                return await replications.difference(request)
            }
            if let number = EventsAnswer.number(in: path) {
                return await reconciler.snapshot().events(after: number)
            }
            guard let subject = ExplainedSubject(path: path) else { return nil }
            let explained = await explained(subject)
            return explained.isEmpty ? nil : explained
        }
    }

    private func recorded(_ query: SeriesQuery) async throws -> (any Encodable & Sendable)? {
        guard let series else { return nil }
        do {
            return try await series.answer(to: query).map { EncodedAnswer(body: $0) }
        } catch {
            return SeriesFailure(error)
        }
    }

    /// Returns the status that all requests of about a second share.
    func moment() async -> StatusMoment {
        let mark = await reconciler.snapshot().events.last?.number ?? 0
        return await shared.value(since: mark) {
            let snapshot = await snapshot(of: nil)
            var brief = snapshot.brief()
            await complete(&brief.status, of: snapshot)
            let moment = StatusMoment(snapshot, brief, now: wallClock())
            return (moment, moment.mark)
        }
    }

    /// Returns the status with a line for each service, as it is now.
    private func brief() async -> BriefStatus {
        let snapshot = await reconciler.snapshot()
        var brief = await self.snapshot(of: snapshot.troubled).brief()
        await complete(&brief.status, of: snapshot)
        brief.finish(now: wallClock())
        return brief
    }

    /// Returns the status without its services, as it is now.
    private func completeFrame() async -> Status {
        let snapshot = await snapshot(of: [])
        var status = snapshot.status { _ in }
        await complete(&status, of: snapshot)
        return status
    }

    /// Adds the parts of a status that the loop does not know.
    private func complete(_ status: inout Status, of snapshot: LoopSnapshot) async {
        await proxies.complete(&status)
        await failovers.complete(&status)
        await replications.complete(&status)
        changes.complete(&status)
        status.judgeTables()
        status.health.reasons += files.map(\.description)
        admin.complete(&status)
        status.health.reasons += series?.keeper.troubles ?? []
        if let failure = snapshot.spec.flatMap({ TimeZoneFile.failure(of: $0) }) {
            status.health.reasons.append("a change window never opens: \(failure)")
        }
        if let obstacle = status.document.pending?.obstacle {
            status.health.reasons.append("no change window opens: \(obstacle)")
        }
    }

    /// The failures of the state and runtime directories.
    private var files: [HostFailure] {
        directories.failures + (checks.failure.map { [$0] } ?? [])
    }

    /// Returns all about a name or an address.
    func explained(_ subject: ExplainedSubject) async -> Explained {
        let moment = await moment()
        let snapshot = moment.snapshot
        var status = moment.frame
        // Only the uses of an address need all services.
        if subject.place != nil { _ = snapshot.status { status.services.append($0) } }
        let spec = snapshot.spec ?? Spec()
        var explained = Explained(subject, spec, status, moment.events, now: wallClock())
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
    func snapshot(of keys: Set<ServiceKey>?) async -> LoopSnapshot {
        guard let keys else {
            return await reconciler.snapshot().refined(
                verdicts: checks.monitor.verdicts, feedback: checks.monitor.readings)
        }
        return await reconciler.snapshot().refined(
            verdicts: checks.monitor.verdicts(of: keys), feedback: [:])
    }

    private func explanation(
        of name: String, in service: ServiceExplanation
    ) async -> ExplainedServer? {
        guard let server = service.servers.first(where: { $0.status.name == name }) else {
            return nil
        }
        return ExplainedServer(
            service: service.key, server: server,
            fallback: service.isFallbackIn ? service.fallback : nil, quorum: service.quorum,
            check: await checks.monitor.record(of: server.status.endpoint, in: service.key),
            feedback: await checks.monitor.feedback(of: server.status.endpoint, in: service.key))
    }
}

extension LoopSnapshot {
    /// Returns the events after one with this number; 0: all that are kept.
    fileprivate func events(after number: Int) -> EventsAnswer {
        EventsAnswer(
            started: controller.started, events: events.filter { ($0.number ?? 0) > number })
    }
}
