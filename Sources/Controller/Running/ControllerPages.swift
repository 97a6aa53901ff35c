import Admin
import Model
import Pages
import Reconciliation

/// The controller, as its pages read it.
struct ControllerPages: PageSource {
    let answers: Answers
    let desk: DocumentDesk
    /// The name of this node.
    let node: String

    func brief() async -> BriefStatus { await answers.moment().brief }

    func subject(_ name: String, _ part: String?) async -> PageSubject? {
        let subject = ExplainedSubject(service: name, server: part)
        let explained = await answers.explained(subject)
        guard !explained.isEmpty else { return nil }
        return PageSubject(
            service: explained.service, server: explained.server, proxy: explained.proxy,
            proxyServer: explained.proxyServer, changes: explained.changes)
    }

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

    private static func difference(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        UnifiedDiff(
            from: String(decoding: old, as: UTF8.self), to: String(decoding: new, as: UTF8.self)
        ).lines
    }
}
