import Addresses
import Model

/// Status as an operator reads it: what you want beside what you've got.
struct StatusText {
    private let status: Status

    init(_ status: Status) {
        self.status = status
    }

    /// Prints everything but the events' details.
    func print() {
        var lines = head()
        lines += addresses()
        for service in status.services { lines += [""] + text(of: service) }
        if let workers = status.workers { lines += [""] + WorkersText(workers).lines }
        for proxy in status.proxies { lines += [""] + ProxyText(proxy).lines }
        if let log = status.accessLog { lines += [""] + AccessLogText(log).lines }
        if let all = status.certificates { lines += [""] + CertificatesText(all).lines }
        lines += tail()
        write(lines.joined(separator: "\n") + "\n", to: 1)
    }

    private func head() -> [String] {
        var lines = [status.health.healthy ? "healthy" : "degraded"]
        lines += status.health.reasons.map { "  because \($0)" }
        lines += serversDown()
        lines += status.handovers
        let document = status.document
        lines.append("document \(document.path), generation \(document.generation)")
        if let kept = document.kept {
            lines.append("  in force: the one that was accepted at \(timestamp(kept))")
        }
        lines += document.rejected.flatMap { text(of: $0) }
        lines += document.warnings.flatMap { text(of: $0) }
        if let pass = status.lastPass {
            let passes = pass.count == 1 ? "1 pass" : "\(pass.count) passes"
            lines.append("\(passes), the last took \(max(1, pass.duration / 1000)) ms")
        }
        return lines
    }

    /// What an operator looks for first: in a long table one line is easily overlooked.
    private func serversDown() -> [String] {
        var names = status.services.flatMap { service in
            service.servers.filter(\.isDown)
                .map { "\(service.name ?? "-")/\($0.name ?? "\($0.endpoint)")" }
        }
        names += status.proxies.flatMap { proxy in
            proxy.servers.filter(\.isDown).map { "\(proxy.name)/\($0.name)" }
        }
        guard !names.isEmpty else { return [] }
        let shown = names.prefix(8).joined(separator: ", ")
        let more = names.count > 8 ? " and \(names.count - 8) more" : ""
        return ["\(counted(names.count, "server")) down: \(shown)\(more)"]
    }

    private func text(of diagnostic: Diagnostic) -> [String] {
        let place = diagnostic.location.map { "\($0.line):\($0.column): " } ?? ""
        let kind = diagnostic.severity.rawValue
        let text = "  \(place)\(kind): \(diagnostic.message) [\(diagnostic.code.rawValue)]"
        return [text] + (diagnostic.hint.map { ["    hint: \($0)"] } ?? [])
    }

    private func addresses() -> [String] {
        status.addresses.map { address in
            let state =
                switch (address.wanted, address.present) {
                case (true, true): "on this node"
                case (true, false): "missing"
                case (false, true): "leaving this node"
                case (false, false): "gone"
                }
            return "address \(address.address): \(state)"
        }
    }

    private func text(of service: ServiceStatus) -> [String] {
        let name = service.name ?? "(leaving)"
        let want = service.want.map(scheduling) ?? "nothing"
        let got = service.got.map(scheduling) ?? "nothing"
        let same = want == got ? want : "want \(want), got \(got)"
        let isAsked = service.servers.contains { $0.feedback != nil }
        // Raw, smoothed, applied.
        let feedback = isAsked ? ["FEEDBACK"] : []
        var rows = [
            ["", "SERVER", "ADDRESS", "WANT", "GOT", "ACTIVE", "INACTIVE"] + feedback + ["WHY"]
        ]
        for server in service.servers {
            rows.append(
                [
                    "", server.name ?? "-", "\(server.endpoint)", weight(server.want),
                    weight(server.got), "\(server.connections.active)",
                    "\(server.connections.inactive)",
                ] + (isAsked ? [server.feedback?.description ?? "-"] : [])
                    + [server.reason ?? ""])
        }
        let quorum =
            service.quorum.map { ["  quorum \($0.isLost ? "lost" : "there"): \($0)"] } ?? []
        return ["\(name)  \(service.key)  \(same)"] + quorum + columns(rows)
    }

    private func scheduling(_ service: VirtualService) -> String {
        var text = service.scheduler.rawValue
        if let persistence = service.persistence { text += ", persistent \(persistence.timeout) s" }
        if service.onePacket { text += ", one packet" }
        return text
    }

    private func weight(_ destination: Destination?) -> String {
        destination.map { "\($0.weight) \($0.forwarding)" } ?? "-"
    }

    private func tail() -> [String] {
        var lines: [String] = []
        for failure in status.failures {
            lines.append(
                "failed \(counted(failure.attempts, "time")), next try in "
                    + "\(failure.retryIn / 1000) s: \(failure.failure)")
        }
        lines += status.foreign.compactMap { object in
            guard case .service(let key, _) = object else { return nil }
            return "foreign: service \(key), left alone"
        }
        lines += status.notes.map { "note: \($0)" }
        let events = status.events.suffix(10).map { event in
            "  \(timestamp(event.time))  \(event.kind.rawValue): \(event.message)"
        }
        if !events.isEmpty { lines += ["latest events:"] + events }
        return lines.isEmpty ? [] : [""] + lines
    }
}
