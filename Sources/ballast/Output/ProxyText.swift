import Addresses
import Model

/// A proxy as an operator reads it: what you want beside what you've got.
struct ProxyText {
    private let proxy: ProxyStatus

    init(_ proxy: ProxyStatus) {
        self.proxy = proxy
    }

    /// A line for the proxy, and one for each server.
    var lines: [String] {
        let places = proxy.listen.map(\.description).joined(separator: ", ")
        let sessions = proxy.sessions.map { counted($0, "session") } ?? "not served"
        var rows = [["", "SERVER", "ADDRESS", "WANT", "GOT", "SESSIONS", "QUEUED", "WHY"]]
        for server in proxy.servers {
            let route = server.route.map { " (route \($0))" } ?? ""
            rows.append([
                "", server.name + route, server.want.endpoint.map(\.description) ?? "-",
                Self.text(of: server.want), server.got.map(Self.text) ?? "-",
                "\(server.sessions)", "\(server.queued)", server.reason ?? "",
            ])
        }
        let waiting = proxy.queued == 0 ? "" : ", \(proxy.queued) waiting for a server"
        let head = "\(proxy.name)  \(proxy.mode.rawValue) \(places)  \(sessions)\(waiting)"
        let complaint = (proxy.complaint ?? "").split(separator: "\n").map { "  error: \($0)" }
        return [head] + complaint + (proxy.servers.isEmpty ? [] : columns(rows))
    }

    private static func text(of share: ProxyServerStatus.Share) -> String {
        share.isOnline ? "\(share.weight)" : "offline"
    }
}

/// The processes of HAProxy as an operator reads them.
struct WorkersText {
    private let workers: WorkersStatus

    init(_ workers: WorkersStatus) {
        self.workers = workers
    }

    /// A line for the process that serves, one for each old one, and what HAProxy complains of.
    var lines: [String] {
        var lines: [String] = []
        if let version = workers.version, let worker = workers.worker {
            lines.append(
                "HAProxy \(version), process \(worker), \(counted(workers.reloads, "reload"))")
        } else if workers.silence == nil {
            lines.append("HAProxy does not run")
        }
        if let silence = workers.silence { lines.append("HAProxy does not answer: \(silence)") }
        lines += workers.old.map { old in
            let open = old.connections.map { counted($0, "connection") } ?? "connections unknown"
            return "  old process \(old.pid): \(open), began \(old.age) s ago"
        }
        if let complaint = workers.complaint {
            lines += complaint.split(separator: "\n").map { "  error: \($0)" }
        }
        return lines
    }
}

/// A server of a proxy as an operator reads why it is as it is.
struct ProxyServerText {
    private let name: String
    private let server: ProxyServerStatus

    init(_ name: String, _ server: ProxyServerStatus) {
        self.name = name
        self.server = server
    }

    /// What is wanted, what is there, why, and the latest check.
    var lines: [String] {
        var lines = ["\(name)  \(server.want.endpoint.map(\.description) ?? "")"]
        lines.append("  state     \(server.state.rawValue)")
        lines.append("  want      \(text(of: server.want))")
        lines.append("  got       \(server.got.map(text) ?? "HAProxy does not know it")")
        lines.append(
            "  traffic   \(counted(server.sessions, "session")) open, \(server.queued) queued, "
                + "\(server.total) in all")
        if let reason = server.reason { lines.append("  because   \(reason)") }
        guard let check = server.check else { return lines + ["  check     none yet"] }
        var words = [check.status, check.text].compactMap(\.self)
        if let code = check.code { words.append("code \(code)") }
        if let duration = check.duration { words.append("in \(duration) ms") }
        lines.append("  check     \(words.joined(separator: ", "))")
        if let since = check.lastChange {
            let state = server.isUp.map { $0 ? "up" : "down" } ?? "as it is"
            lines.append("  since     \(state) for \(since) s")
        }
        return lines
    }

    private func text(of share: ProxyServerStatus.Share) -> String {
        let place = share.endpoint.map(\.description) ?? "a place of no address"
        return share.isOnline ? "weight \(share.weight) at \(place)" : "offline"
    }
}
