import Files
import Model

/// The explanation of a service or a proxy: its state, then one line for each server.
struct ServiceText {
    private let summary: ServiceSummary
    private let layout: Layout
    private let detail: ServiceDetail
    private let kind: String
    private let remembered: Int?
    private let more: [(name: String, text: String)]

    /// Creates the explanation of a layer-4 service.
    init(_ service: ServiceExplanation, _ layout: Layout) {
        let status = service.status
        summary = ServiceSummary(status)
        detail = ServiceDetail(status, summary, layout)
        self.layout = layout
        kind = "service"
        remembered =
            status.want?.persistence == nil
            ? nil : status.servers.reduce(0) { $0 + $1.connections.persistent }
        var more = [
            (
                "failing",
                "servers that fail "
                    + (service.quiescent ? "stay, with weight 0" : "leave the kernel's table")
            )
        ]
        if let fallback = service.fallback {
            more.append(
                (
                    "fallback",
                    "\(fallback), which "
                        + (service.isFallbackIn
                            ? "stands in now"
                            : status.quorum == nil
                                ? "waits until none works" : "serves below the quorum")
                ))
        }
        self.more = more
    }

    /// Creates the explanation of a proxy.
    init(_ proxy: ProxyStatus, _ layout: Layout) {
        summary = ServiceSummary(proxy, now: layout.now)
        detail = ServiceDetail(proxy, summary, layout)
        self.layout = layout
        kind = "proxy"
        remembered = proxy.remembered
        more = []
    }

    /// - Parameter changes: its events, newest last.
    func lines(changes: [Event]) -> [String] {
        var lines = layout.lines("\(summary.name) is \(kind) \(summary.place)", rest: "  ")
        let since =
            summary.since.map { " for \(layout.age($0)), since \(timestamp($0))" } ?? ""
        let serving = "\(summary.serving) of \(counted(summary.listed, "server")) up"
        lines += layout.lines(
            field(
                "state",
                ([summary.state.words + since, serving] + summary.remarks).joined(separator: "; ")),
            rest: fieldIndent)
        var traffic = [summary.traffic]
        if let rate = summary.rate { traffic.append("\(rate) new a second") }
        if let remembered { traffic.append(counted(remembered, "remembered client")) }
        lines += layout.lines(
            field("traffic", traffic.joined(separator: ", ")), rest: fieldIndent)
        for line in more { lines += layout.lines(field(line.name, line.text), rest: fieldIndent) }
        lines += detail.servers
        lines += ChangesText(changes, layout).lines
        return lines + NextText(summary, layout).lines
    }
}
