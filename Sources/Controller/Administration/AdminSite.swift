import Admin
import Files
import Model
import NIOCore
import Planning
import Proxies
import Reconciliation
import Replication

/// The controller, as clients of the API see it.
///
/// Answers that the status socket has too are the same texts.
struct AdminSite: APISite {
    let replies: StatusReplies
    let reconciler: Reconciler
    let desk: DocumentDesk
    let feed: EventFeed
    let haproxy: ProxySite
    /// The names of this host, which must be a node.
    let identity: NodeIdentity
    /// The other nodes.
    let cluster: Cluster
    /// The permission to check servers.
    let checks = CheckTurn()
    /// The traffic and the connections.
    let reports: Reports
    /// The recorded values; nil: there are none.
    let series: SeriesDesk?
    /// The description of the API.
    let description: APIDescription

    /// The traffic and the connections, as the controller reads them.
    struct Reports: Sendable {
        let traffic: @Sendable () async -> TrafficReport
        let connections: @Sendable (ConnectionQuery) async -> ConnectionsAnswer
    }

    func answer(to call: APICall) async throws -> APIAnswer {
        switch call.route {
        case .getOpenAPI: return APIAnswer(.whole(description.text))
        case .getStatus: return try await reply("/status")
        case .getServices: return try await reply(ServicesBody.path)
        case .getProxies: return try await reply(ProxiesAnswer.path)
        case .getCertificates: return try await reply(ServedAnswer.path)
        case .getService: return try await explain(call.text("service"))
        case .getServer: return try await explain(call.text("service"), call.text("server"))
        case .getProxy: return try await explain(call.text("proxy"))
        case .explain: return try await explain(call.text("subject"))
        case .explainPart: return try await explain(call.text("subject"), call.text("part"))
        case .getEvents: return try await reply(EventsAnswer.path(after: call.number("after") ?? 0))
        case .followEvents:
            let parts = await feed.events(
                after: call.number("after") ?? 0, id: call.headers.lastEvent)
            return APIAnswer(.stream(parts))
        case .getMetrics: return try await metrics(call)
        case .getHistory: return try json(await desk.history())
        case .getGeneration:
            return APIAnswer(
                .whole(ByteBuffer(bytes: try await desk.text(of: call.number("generation") ?? 0))))
        case .getPeers: return try json(try await desk.peers(cluster.replications.status))
        case .getSeries: return try await recorded(call, .json)
        case .getSeriesTable: return try await recorded(call, .csv)
        case .getGraph: return try await recorded(call, .svg)
        case .getGraphPixels: return try await recorded(call, .png)
        case .getReport: return try json(TrafficReport(await rows(call)))
        case .getReportTable:
            return APIAnswer(
                .whole(ByteBuffer(string: TrafficReport(await rows(call)).csv)))
        case .getConnections: return try json(try await connections(call))
        case .getPlan: return try json(try await plan(for: nil))
        case .getDocument:
            let text = try await desk.text()
            return APIAnswer(
                .whole(ByteBuffer(bytes: text)), tag: "\"\(Digest(of: text).hex)\"")
        case .validateDocument: return try json(await desk.findings(on: call.bytes))
        case .planDocument:
            return try json(try await plan(for: try await desk.spec(of: call.bytes)))
        case .putDocument:
            let answer = try await replace(call)
            return try json(
                answer, tag: "\"\(answer.digest)\"", isUnchanged: !answer.changed)
        case .rollBack:
            let answer = try await rollBack(call)
            return try json(answer, isUnchanged: !answer.changed)
        case .confirm: return try json(try await confirm(call))
        case .drainServer: return try edited(try await edit(call, .drain))
        case .onlineServer: return try edited(try await edit(call, .online))
        case .offlineServer: return try edited(try await edit(call, .offline))
        case .weighServer: return try edited(try await edit(call, nil))
        case .patchDocument:
            let (answer, digest) = try await patch(call)
            return try json(
                answer, tag: "\"\(digest.hex)\"", isUnchanged: !answer.changed)
        case .checkService, .checkServer: return try json(try await check(call))
        case .getFailover: return try await reply(ElectionAnswer.path)
        case .handOver: return try json(try await command(.handOver, call))
        case .standBy: return try json(try await command(.standBy, call))
        case .resume: return try json(try await command(.resume, call))
        case .syncPeers: return try json(try await synchronize(call))
        }
    }

    /// Returns the answer of the status socket.
    ///
    /// **Errors:** 404: there is none.
    private func reply(_ path: String) async throws -> APIAnswer {
        guard let body = try await replies.body(for: StatusRequest(path: path)) else {
            throw APIRefusal(404, "there is no such object in the document")
        }
        return APIAnswer(.whole(body))
    }

    private func rows(_ call: APICall) async -> [TrafficRow] {
        TrafficChoice(call.parameters).rows(of: await reports.traffic().rows)
    }

    /// **Errors:** 422: the query has a mistake.
    private func connections(_ call: APICall) async throws(APIRefusal) -> ConnectionsAnswer {
        do throws(ConnectionQuery.Mistake) {
            return await reports.connections(try ConnectionQuery(call.parameters))
        } catch {
            throw APIRefusal(422, error.description)
        }
    }

    private func metrics(_ call: APICall) async throws -> APIAnswer {
        let request = StatusRequest(path: StatusRequest.metrics, accept: call.headers.accept)
        guard let body = try await replies.body(for: request) else {
            throw APIRefusal(503, "there are no metrics")
        }
        return APIAnswer(.whole(body), type: request.contentType)
    }

    private func explain(_ name: String, _ part: String? = nil) async throws -> APIAnswer {
        let path = ExplainedSubject.path(of: name, part)
        guard let body = try await replies.body(for: StatusRequest(path: path)) else {
            let subject = part.map { "\(name)/\($0)" } ?? name
            throw APIRefusal(404, "there is no \"\(subject.prefix(200))\" in the document")
        }
        return APIAnswer(.whole(body))
    }

    private func edited(_ answer: EditAnswer) throws -> APIAnswer {
        try json(answer, isUnchanged: !answer.changed)
    }

    private func json(
        _ value: some Encodable, tag: String? = nil, isUnchanged: Bool = false
    ) throws -> APIAnswer {
        var answer = APIAnswer(
            .whole(ByteBuffer(string: try compactJSON(value) + "\n")), tag: tag)
        answer.isUnchanged = isUnchanged
        return answer
    }

    /// Plans from the last look at the host.
    ///
    /// - Parameter spec: the document; nil: the one in force.
    ///
    /// **Errors:** 503: there was no look yet, or no document is in force.
    func plan(for spec: Spec?) async throws -> PlanAnswer {
        let snapshot = await reconciler.snapshot()
        guard let spec = spec ?? snapshot.spec, var plan = snapshot.plan(for: spec, at: identity)
        else {
            throw APIRefusal(503, "the controller has not looked at the host yet")
        }
        var failures = snapshot.failedParts
        let places = plan.handovers.filter { $0.proxy != nil }.compactMap(\.service.endpoint)
        let proxies = ProxyPass(
            spec, at: haproxy, verdicts: snapshot.verdicts, places: Set(places))
        do {
            proxies.complete(&plan, with: try await proxies.plan())
        } catch let failure as HostFailure {
            failures.append(FailedPart(ofHAProxy: failure))
        } catch {
            plan.notes.append("\(error)")
        }
        return PlanAnswer(plan, failures: failures)
    }
}

extension APICall {
    /// The body.
    var bytes: [UInt8] { Array(body.readableBytesView) }
}
