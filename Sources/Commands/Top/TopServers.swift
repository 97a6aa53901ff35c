import Addresses
import Controller
import Model

/// The servers of an opened service in lines.
struct TopServers: Sendable {
    /// The service.
    let summary: ServiceSummary
    private let now: Int64

    /// - Parameter explained: nothing if it is no service or proxy.
    init?(_ explained: Explained, now: Int64) {
        if let service = explained.service {
            summary = ServiceSummary(service.status)
        } else if let proxy = explained.proxy {
            summary = ServiceSummary(proxy, now: now)
        } else {
            return nil
        }
        self.now = now
    }

    /// The line of the service itself.
    var title: StyledLine {
        let line = TopLine(summary: summary, now: now)
        let rate = summary.rate.map { ", \($0) new a second" } ?? ""
        return StyledLine(
            "\(summary.name)  \(summary.place)  \(summary.serving) of "
                + "\(counted(summary.listed, "server")) up, \(summary.traffic)\(rate); "
                + line.state, line.mark.style)
    }

    /// The head, and a line for each of these servers.
    func lines(of servers: [ServerSummary], width: Int) -> (head: StyledLine, rows: [StyledLine]) {
        var rows = [["SERVER", "ADDRESS", "WEIGHT", "SESSIONS", "STATE"]]
        for server in servers {
            rows.append([
                server.name, server.endpoint?.description ?? "-", weight(server),
                "\(server.sessions)", Self.state(of: server, at: now),
            ])
        }
        let table = columns(rows, width: width - 3)
        let lines = zip(table.dropFirst(), servers).map { text, server in
            let mark = Self.mark(of: server)
            return StyledLine(" \(mark.sign) \(text)", mark.style)
        }
        return (StyledLine("   " + (table.first ?? ""), .strong), lines)
    }

    private func weight(_ server: ServerSummary) -> String {
        func text(_ weight: Int?) -> String { weight.map { "\($0)" } ?? "-" }
        return server.want == server.got
            ? text(server.got) : "\(text(server.want)), got \(text(server.got))"
    }

    /// Returns the state with its age and its reason.
    static func state(of server: ServerSummary, at now: Int64) -> String {
        server.state.words
            + (server.since.map { " \(Duration.milliseconds(now - $0).words)" } ?? "")
            + (server.reason.map { ": \($0)" } ?? "")
    }

    private static func mark(of server: ServerSummary) -> (sign: String, style: CellStyle) {
        switch server.state {
        case .down: ("!", .bad)
        case .different: ("!", .odd)
        case .unproven, .standsIn, .leaving: ("~", .odd)
        case .drain, .offline, .off: ("-", .faint)
        case .up, .unchecked: (" ", .plain)
        }
    }
}
