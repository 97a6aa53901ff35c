import Admin
import Files
import Model
import NIOCore

extension WebPages {
    /// Returns the contents of a page, which all viewers of a group share.
    ///
    /// **Errors:** 404: the document has no such object.
    func body(of visit: PageVisit, for viewer: Principal) async throws(APIRefusal) -> PageBody {
        let pages = self
        let group = viewer.group
        return try await press.body(PagePress.Key(visit, group: group), for: viewer.name) {
            () async throws(APIRefusal) -> PagePress.Drawing in
            try await pages.drawing(of: visit, for: group)
        }
    }

    /// Reads what a page shows.
    private func drawing(
        of visit: PageVisit, for group: AccountGroup
    ) async throws(APIRefusal) -> PagePress.Drawing {
        let node = source.node
        switch PageName(rawValue: visit.name) {
        case .overview:
            let brief = await source.brief()
            let choice = OverviewChoice(visit.query)
            let rates = await source.recentRates()
            var finds = OverviewFinds(listeners: await source.listeners())
            if !choice.words.isEmpty {
                finds.servers = await source.servers(
                    with: choice.words, limit: OverviewFinds.limit)
            }
            let mayConfirm = group >= .configuration
            return { [finds] in
                OverviewPage(
                    brief, choice, finds, rates: rates, node: node, mayConfirm: mayConfirm,
                    now: wallClock()
                ).body
            }
        case .service: return try await service(visit, for: group)
        case .server: return try await server(visit, for: group)
        case .reports:
            let report = await source.traffic()
            let choice = ReportChoice(visit.query)
            return { ReportPage(report, choice).body }
        case .connections: return await connections(visit)
        case .logs: return try await logs(visit, for: group)
        case .node: return await self.node(visit, for: group)
        case .events:
            let events = await source.events()
            let choice = EventChoice(visit.query)
            return { EventsPage(events, choice, now: wallClock()).body }
        case .certificates:
            let certificates = await source.certificates()
            return { CertificatesPage(certificates, for: group, now: wallClock()).body }
        case .firewall: return await firewall(visit, for: group)
        case .history:
            let versions = await source.history()
            return { HistoryPage(versions, for: group, now: wallClock()).body }
        case .version: return try await version(visit)
        case .audit: return try await audit(visit)
        case nil, .importCertificate, .certificateRequest, .configuration, .sendConfiguration,
            .schema, .confirm, .preview, .sendPreview,
            .editForm, .sendEditForm, .editorFile, .changeServer, .rollBack, .power, .signIn,
            .sendSignIn, .signOut, .setUp, .sendSetUp,
            .account,
            .sendPassword,
            .live, .file:
            throw APIRefusal(404, "there is no such page")
        }
    }

    private func service(
        _ visit: PageVisit, for group: AccountGroup
    ) async throws(APIRefusal) -> PagePress.Drawing {
        let name = visit.parameters["service"] ?? ""
        let subject = try await subject(name, nil)
        if let listener = subject.listener, subject.service == nil, subject.proxy == nil {
            return { ListenerSheet(listener).body }
        }
        let graphs = await graphs(
            name, nil, title: name, at: "\(path: "services", name)", visit)
        return {
            ServicePage(subject, for: group, graphs: graphs, now: wallClock())?.body
                ?? RefusalPage(.gone).body
        }
    }

    private func server(
        _ visit: PageVisit, for group: AccountGroup
    ) async throws(APIRefusal) -> PagePress.Drawing {
        let service = visit.parameters["service"] ?? ""
        let name = visit.parameters["server"] ?? ""
        let subject = try await subject(service, name)
        let graphs = await graphs(
            service, name, title: "\(service)/\(name)",
            at: "\(path: "services", service, "servers", name)", visit)
        return {
            ServerPage(subject, of: service, for: group, graphs: graphs, now: wallClock())?.body
                ?? RefusalPage(.gone).body
        }
    }

    /// Returns the graphs of a subject; nil: none are recorded.
    func graphs(
        _ name: String?, _ part: String?, title: String, at path: HTML, _ visit: PageVisit
    ) async -> GraphSection? {
        guard source.records else { return nil }
        let choice = GraphChoice(visit.query)
        let series = PageSeries(name, part, range: choice.range)
        return GraphSection(
            series, title: title, await source.recorded(series), choice, at: path)
    }

    private func version(_ visit: PageVisit) async throws(APIRefusal) -> PagePress.Drawing {
        let number = Int(visit.parameters["generation"] ?? "") ?? 0
        guard let version = await source.history().first(where: { $0.number == number }) else {
            throw APIRefusal(404, "there is no generation \(number)")
        }
        let edit = try await source.edit(of: number)
        let back = try await source.way(backTo: number)
        return { VersionPage(version, edit: edit, back: back, now: wallClock()).body }
    }

    private func firewall(
        _ visit: PageVisit, for group: AccountGroup
    ) async -> PagePress.Drawing {
        let firewall = await source.firewall()
        var packet: PagePacket?
        var trace: PageTrace?
        var problem: String?
        if let client = visit.query["from"], let destination = visit.query["to"] {
            let question = PagePacket(
                from: client, to: destination, visit.query["protocol"] ?? "tcp")
            packet = question
            do throws(APIRefusal) {
                trace = try await source.trace(question)
            } catch {
                problem = error.diagnostics.first?.message
            }
        }
        let page = FirewallPage(firewall, packet, trace, problem: problem, for: group)
        return { page.body }
    }

    private func audit(_ visit: PageVisit) async throws(APIRefusal) -> PagePress.Drawing {
        let words = String((visit.query["find"] ?? "").clean.prefix(100))
        do throws(HostFailure) {
            let found = try await accounts.auditEntries(last: AuditPage.limit) {
                AuditPage.has(words, $0)
            }
            return {
                AuditPage(found.entries, damaged: found.damaged, words: words, now: wallClock())
                    .body
            }
        } catch {
            throw APIRefusal(503, "\(error)")
        }
    }

    /// **Errors:** 404: the document has none.
    private func subject(
        _ name: String, _ part: String?
    ) async throws(APIRefusal) -> PageSubject {
        guard let subject = await source.subject(name, part) else {
            throw APIRefusal(404, "the document has no \"\((part ?? name).prefix(200))\"")
        }
        return subject
    }

    /// Follows the values of a page.
    func live(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        let visit = try PageRoute.visit("GET", call.visit.query["page"] ?? "")
        guard let route = PageRoute.of(visit), let group = route.group,
            viewer.principal.may(group)
        else { throw APIRefusal(404, "there is no such page") }
        let person = viewer.principal
        // The page exists, and has values.
        guard try await body(of: visit, for: person).isLive else {
            throw APIRefusal(404, "the page has no values that change")
        }
        let pages = self
        let key = PagePress.Key(visit, group: person.group)
        let parts = await feed.values(of: key, for: person.name) {
            // A page whose object is gone has no further values.
            try? await pages.body(of: visit, for: person)
        }
        var answer = APIAnswer(.stream(parts), type: "text/event-stream")
        answer.headers = PageHeaders.all
        return answer
    }
}

extension APIRefusal {
    /// The refusal of a name that is neither a service nor a server.
    static let gone = APIRefusal(404, "this name has no page")
}
