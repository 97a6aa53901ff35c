import Model

/// Why a service is as it is, for 80 columns: a line for each of its servers.
struct ServiceText {
    private let service: ServiceExplanation

    init(_ service: ServiceExplanation) {
        self.service = service
    }

    var lines: [String] {
        var lines = ["\(service.name) is \(service.key)"]
        let want = service.want?.scheduler.rawValue ?? "nothing"
        let got = service.got?.scheduler.rawValue ?? "nothing"
        lines.append("scheduler: want \(want), got \(got)")
        lines.append(failed)
        if let quorum = service.quorum {
            lines.append("quorum: \(quorum.isLost ? "lost" : "there"), \(quorum)")
        }
        if let fallback = service.fallback {
            let words = service.isFallbackIn ? "stands in now" : "waits until every server is down"
            lines.append("fallback: \(fallback) \(words)")
        }
        guard !service.servers.isEmpty else { return lines + ["servers: none"] }
        lines.append("servers:")
        let names = service.servers.map { $0.status.name ?? "\($0.status.endpoint)" }
        let width = names.map(\.count).max() ?? 0
        for (name, server) in zip(names, service.servers) {
            let padded = name + String(repeating: " ", count: width - name.count)
            let line =
                "\(padded)  want \(weight(server.status.want)), "
                + "got \(weight(server.status.got)): \(reason(server))"
            lines += wrapped(line, first: "  ", rest: "      ")
        }
        return lines
    }

    private var failed: String {
        let kept = service.quiescent ? "stay with weight 0" : "leave the table"
        return "servers that are down \(kept)"
    }

    private func weight(_ destination: Destination?) -> String {
        destination.map { "\($0.weight)" } ?? "-"
    }

    private func reason(_ server: ServerExplanation) -> String {
        server.status.reason ?? server.terms.last?.reason ?? "not in the document"
    }
}
