import Addresses
import Model

/// The explanation of a proxy's server.
struct ProxyServerText {
    private let explanation: ProxyServerExplanation
    private let layout: Layout
    private let summary: ServerSummary

    init(_ explanation: ProxyServerExplanation, _ layout: Layout) {
        self.explanation = explanation
        self.layout = layout
        summary = ServerSummary(explanation.status, now: layout.now)
    }

    /// Returns its state and traffic, its weight and its check.
    ///
    /// - Parameter changes: its events, newest last.
    func lines(changes: [Event]) -> [String] {
        let status = explanation.status
        let name = "\(explanation.proxy)/\(status.name)"
        let place = status.want.endpoint?.description ?? "(no address)"
        let route = status.routeLabel.map { ", route \($0)" } ?? ""
        var lines = layout.lines(
            "\(name) is server \(place) of proxy \(explanation.proxy)\(route)", rest: "  ")
        lines += StateText(summary, layout).lines
        lines += layout.lines(
            field(
                "traffic",
                "\(counted(status.sessions, "session")), \(status.queued) waiting, "
                    + "\(status.total) since HAProxy was loaded"), rest: fieldIndent)
        // A server that is down keeps its weight and gets no clients.
        let got = status.got.map { $0.isOnline && status.isUp != false ? $0.weight : 0 }
        lines += WeightText(explanation.terms, got: got, in: "HAProxy").lines(layout)
        lines += layout.lines(field("check", check), rest: fieldIndent)
        lines += ChangesText(changes, layout).lines
        return lines
            + NextText(
                name, summary, explanation.terms, isChecked: status.isUp != nil, layout
            ).lines
    }

    private var check: String {
        let status = explanation.status
        if let verdict = status.verdict {
            return "by Ballast, which HAProxy can't make: \(verdict)"
        }
        guard let check = status.check else { return "none" }
        var words = [check.status, check.text].compactMap(\.self)
        if let code = check.code { words.append("code \(code)") }
        if let duration = check.duration { words.append("\(duration) ms") }
        return "by HAProxy; the latest one: \(words.joined(separator: ", "))"
    }
}
