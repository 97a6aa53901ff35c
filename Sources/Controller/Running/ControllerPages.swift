import Addresses
import Admin
import Model
import Pages
import Reconciliation
import Series

/// The controller, as its pages read it.
struct ControllerPages: PageSource {
    let answers: Answers
    let desk: DocumentDesk
    /// The controller, as clients of the API see it.
    let site: AdminSite
    let nodes = NodeDesk()
    let accessLogs = AccessLogTail()
    /// The name of this node.
    let node: String

    func brief() async -> BriefStatus { await answers.moment().brief }

    func subject(_ name: String, _ part: String?) async -> PageSubject? {
        let subject = ExplainedSubject(service: name, server: part)
        let explained = await answers.explained(subject)
        guard !explained.isEmpty else { return nil }
        let listeners = await listeners()
        var found = PageSubject(
            service: explained.service, server: explained.server, proxy: explained.proxy,
            proxyServer: explained.proxyServer, changes: explained.changes,
            listeners: listeners.filter { $0.proxy == name })
        if part == nil { found.listener = listeners.first { $0.name == name } }
        return found
    }

    func listeners() async -> [PageListener] {
        let moment = await answers.moment()
        return (moment.snapshot.spec?.sslServices ?? []).map { service in
            let found = SSLServiceExplanation(service, in: moment.frame)
            let backend = found.proxy?.name ?? found.endpoint?.description ?? "-"
            return PageListener(
                name: service.name, places: service.listen.map(\.description),
                proxy: found.proxy?.name, backend: backend)
        }
    }

    func servers(with words: String, limit: Int) async -> [PagePlace] {
        guard let spec = await answers.reconciler.snapshot().spec else { return [] }
        var found: [PagePlace] = []
        let words = words.lowercased()
        func add(_ service: String, _ server: String, _ endpoint: @autoclosure () -> Endpoint) {
            guard found.count < limit else { return }
            let address = endpoint().description
            guard address.contains(words) || "\(service)/\(server)".lowercased().contains(words)
            else { return }
            found.append(PagePlace(service: service, server: server, address: address))
        }
        for service in spec.services {
            for server in service.servers {
                add(service.name, server.name, service.endpoint(of: server))
            }
        }
        for proxy in spec.proxies {
            let port = proxy.listen.first?.port ?? 0
            for server in proxy.servers + proxy.routes.flatMap(\.servers) {
                add(
                    proxy.name, server.name,
                    Endpoint(server.address, port: server.port ?? port))
            }
        }
        return found
    }

    func recentRates() async -> [String: [Float]]? { await answers.series?.keeper.recentRates }

    func recorded(_ series: PageSeries) async -> SeriesTable? {
        var query = SeriesQuery(name: series.name, part: series.part)
        query.range = series.range
        // The picture has the reason of a failure, and status too.
        return try? await answers.series?.recorded(query)
    }

    func traffic() async -> TrafficReport { await answers.traffic() }

    var records: Bool { answers.series != nil }

    func events() async -> [Event] { await answers.reconciler.snapshot().events }

    func certificates() async -> [CertificateStatus] {
        await answers.moment().frame.certificates ?? []
    }

    func history() async -> [PageVersion] {
        await desk.history().generations.map { row in
            PageVersion(
                number: row.number, time: row.time, author: row.author.description,
                message: row.message, result: row.words, isCurrent: row.current,
                isFailed: row.result == .failed || row.result == .reverted)
        }
    }

    func edit(of number: Int) async throws(APIRefusal) -> [String] {
        let new = try await desk.text(of: number)
        let former = await desk.history().generations.map(\.number).filter { $0 < number }.max()
        var old: [UInt8] = []
        if let former { old = try await desk.text(of: former) }
        return Self.difference(old, new)
    }

    func way(backTo number: Int) async throws(APIRefusal) -> [String] {
        Self.difference(try await desk.text(), try await desk.text(of: number))
    }

    static func difference(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        UnifiedDiff(
            from: String(decoding: old, as: UTF8.self), to: String(decoding: new, as: UTF8.self)
        ).lines
    }
}
