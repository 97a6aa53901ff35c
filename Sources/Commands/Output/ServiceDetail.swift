import Addresses
import Model

/// A service or a proxy with its servers, one line each.
struct ServiceDetail {
    private let summary: ServiceSummary
    private let layout: Layout
    /// The scheduling and the further listeners.
    private let ways: String
    /// Complaints about the service as a whole.
    private let complaints: [String]
    /// Remarks on single servers, by name.
    private let feedback: [String: String]

    /// Creates the detail of a layer-4 service.
    init(_ service: ServiceStatus, _ summary: ServiceSummary, _ layout: Layout) {
        self.summary = summary
        self.layout = layout
        let want = service.want.map(Self.scheduling) ?? "nothing"
        let got = service.got.map(Self.scheduling) ?? "nothing"
        ways = want == got ? want : "\(want) wanted, \(got) in the kernel"
        complaints =
            service.quorum.map { ["quorum \($0.isLost ? "lost" : "met"): \($0)"] } ?? []
        feedback = Dictionary(
            service.servers.compactMap { server in
                server.feedback.map { (server.name ?? "\(server.endpoint)", $0.description) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Creates the detail of a proxy.
    init(_ proxy: ProxyStatus, _ summary: ServiceSummary, _ layout: Layout) {
        self.summary = summary
        self.layout = layout
        let more = proxy.listen.dropFirst().map(\.description)
        ways = more.isEmpty ? "" : "and \(more.joined(separator: ", "))"
        complaints = (proxy.complaint ?? "").split(separator: "\n").map { "error: \($0)" }
        feedback = [:]
    }

    /// Its line, its problems, and its servers, gravest first.
    var lines: [String] {
        var lines = layout.lines(
            "\(summary.name)  \(summary.place)" + (ways.isEmpty ? "" : "  \(ways)"), rest: "  ")
        lines += layout.lines("\(counts), \(standing)", first: "  ", rest: "    ")
        return lines + servers
    }

    /// Its complaints and its servers.
    var servers: [String] {
        var lines = complaints.flatMap { layout.lines($0, first: "  ", rest: "    ") }
        guard !summary.servers.isEmpty else { return lines }
        let routes = summary.servers.contains { $0.route != nil }
        let head =
            ["", "SERVER", "ADDRESS", "STATE", "WEIGHT", "SESSIONS"] + (routes ? ["ROUTE"] : [])
            + (feedback.isEmpty ? [] : ["FEEDBACK"])
        let table = layout.table(
            [head]
                + summary.servers.map { server in
                    [
                        "", server.name, server.endpoint?.description ?? "-",
                        server.state.words + (server.since.map { " \(layout.age($0))" } ?? ""),
                        weight(server), "\(server.sessions)",
                    ] + (routes ? [server.route ?? "-"] : [])
                        + (feedback.isEmpty ? [] : [feedback[server.name] ?? "-"])
                })
        lines += table.prefix(1)
        for (server, row) in zip(summary.servers, table.dropFirst()) {
            lines.append(row)
            if let reason = server.reason {
                lines += layout.lines(reason, first: "      ", rest: "      ")
            }
        }
        return lines
    }

    private var counts: String {
        let rate = summary.rate.map { ", \($0) new a second" } ?? ""
        return "\(summary.serving) of \(counted(summary.listed, "server")) up, "
            + "\(summary.traffic)\(rate)"
    }

    private var standing: String {
        summary.state.words + (summary.since.map { " for \(layout.age($0))" } ?? "")
    }

    private func weight(_ server: ServerSummary) -> String {
        func text(_ weight: Int?) -> String { weight.map { "\($0)" } ?? "-" }
        return server.want == server.got
            ? text(server.got) : "\(text(server.want)), got \(text(server.got))"
    }

    private static func scheduling(_ service: VirtualService) -> String {
        var text = service.scheduler.rawValue
        if let persistence = service.persistence { text += ", persistent \(persistence.timeout) s" }
        if service.onePacket { text += ", one packet" }
        return text
    }
}
