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

    func brief() async -> BriefStatus { await answers.brief() }

    func subject(_ name: String, _ part: String?) async -> PageSubject? {
        let subject = ExplainedSubject(service: name, server: part)
        let explained = await answers.explained(subject)
        guard !explained.isEmpty else { return nil }
        return PageSubject(
            service: explained.service, server: explained.server, proxy: explained.proxy,
            proxyServer: explained.proxyServer, changes: explained.changes)
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
        await answers.completeFrame().certificates ?? []
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
