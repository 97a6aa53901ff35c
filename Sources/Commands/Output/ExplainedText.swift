import Addresses
import Controller
import Model

/// The answer of `ballast explain` in an operator's words: a paragraph for each matching object.
struct ExplainedText {
    private let name: String
    private let explained: Explained
    private let layout: Layout

    init(_ name: String, _ explained: Explained, _ layout: Layout) {
        self.name = name
        self.explained = explained
        self.layout = layout
    }

    /// All lines.
    var lines: [String] {
        Array(paragraphs.joined(separator: [""]))
    }

    private var paragraphs: [[String]] {
        let changes = explained.changes
        var all: [[String]] = []
        if let service = explained.service {
            all.append(ServiceText(service, layout).lines(changes: changes))
        }
        if let server = explained.server {
            all.append(ServerText(name, server, layout).lines(changes: changes))
        }
        if let proxy = explained.proxy {
            all.append(ServiceText(proxy, layout).lines(changes: changes))
        }
        if let server = explained.proxyServer {
            all.append(ProxyServerText(server, layout).lines(changes: changes))
        }
        if let route = explained.route { all.append(text(of: route)) }
        if let service = explained.sslService { all.append(text(of: service)) }
        if let certificate = explained.certificate { all.append(text(of: certificate)) }
        if let node = explained.node { all.append(ElectionText(layout).lines(of: node)) }
        if let group = explained.group {
            all.append(
                ElectionText(layout).lines(of: group, nodes: explained.nodes ?? [])
                    + next("ballast status", "shows the whole election"))
        }
        if let uses = explained.uses, !uses.isEmpty { all.append(text(of: uses)) }
        return all
    }

    private func text(of route: RouteExplanation) -> [String] {
        var lines = layout.lines(
            "\(route.proxy)/\(route.name) is route \(route.number) of proxy \(route.proxy)",
            rest: "  ")
        lines += layout.lines(field("takes", route.match), rest: fieldIndent)
        if let action = route.action {
            lines += layout.lines(field("does", "requests are \(action)"), rest: fieldIndent)
        }
        let servers = route.servers.map { ServerSummary($0, now: layout.now) }
        for server in servers {
            lines += layout.lines(
                field(
                    "server",
                    "\(server.name), \(server.state.words)"
                        + (server.since.map { " for \(layout.age($0))" } ?? "")
                        + ", weight \(server.got.map { "\($0)" } ?? "none"), "
                        + counted(server.sessions, "session")
                        + (server.reason.map { ": \($0)" } ?? "")), rest: fieldIndent)
        }
        guard let first = servers.min(by: { $0.state < $1.state }) else { return lines }
        return lines + next("ballast explain \(route.proxy)/\(first.name)", "shows a server")
    }

    private func text(of service: SSLServiceExplanation) -> [String] {
        let places = service.listen.map(\.description).joined(separator: ", ")
        var lines = layout.lines("\(service.name) is SSL service \(places)", rest: "  ")
        for certificate in service.certificates {
            lines += layout.lines(
                field(
                    "shows",
                    "certificate \(certificate.name) for \(certificate.namesInShort): "
                        + certificate.ending), rest: fieldIndent)
        }
        if let endpoint = service.endpoint {
            return lines + [field("backend", "\(endpoint)")]
        }
        guard let proxy = service.proxy else { return lines }
        let summary = ServiceSummary(proxy, now: layout.now)
        lines += layout.lines(
            field(
                "backend",
                "proxy \(proxy.name), \(summary.state.words): \(summary.serving) of "
                    + "\(counted(summary.listed, "server")) up, "
                    + summary.traffic),
            rest: fieldIndent)
        return lines + next("ballast explain \(proxy.name)", "shows its proxy")
    }

    private func text(of certificate: CertificateStatus) -> [String] {
        var lines = layout.lines("\(certificate.name) is a certificate", rest: "  ")
        lines += layout.lines(
            field("state", certificate.fingerprint == nil ? "not served" : certificate.ending),
            rest: fieldIndent)
        if !certificate.names.isEmpty {
            lines += layout.lines(
                field("names", certificate.names.joined(separator: ", ")), rest: fieldIndent)
        }
        if !certificate.file.isEmpty { lines.append(field("file", certificate.file)) }
        let services = certificate.services
        lines += layout.lines(
            field(
                "shown by", services.isEmpty ? "no SSL service" : services.joined(separator: ", ")),
            rest: fieldIndent)
        if let refusal = certificate.refusal {
            lines += layout.lines(field("refused", refusal), rest: fieldIndent)
        }
        for finding in certificate.findings {
            lines += layout.lines(
                field(
                    finding.severity.rawValue, "\(finding.message) [\(finding.code.rawValue)]"),
                rest: fieldIndent)
        }
        return lines
            + next("ballast certificate show \(certificate.name)", "shows its chain and its dates")
    }

    private func text(of uses: [AddressUse]) -> [String] {
        ["\(name) is"]
            + layout.table(
                uses.map { ["", $0.words, $0.place, $0.state ?? ""] })
    }

    private func next(_ command: String, _ purpose: String) -> [String] {
        layout.lines(field("next", "\(command)   (\(purpose))"), rest: fieldIndent)
    }
}
