import Addresses
import Model

/// A server of a service in a line.
struct ServerRow: Sendable {
    private let server: ServerSummary
    private let service: String
    private let terms: [WeightTerm]
    private let connections: ConnectionCounts?
    private let showsRoute: Bool
    private let mayChange: Bool
    private let now: Int64

    /// - Parameters:
    ///   - service: the name of its service.
    ///   - terms: those of its weight; empty: unknown.
    ///   - connections: its connections in the kernel; nil: it is a server of a proxy.
    ///   - mayChange: whether viewers may take it in and out of service.
    init(
        _ server: ServerSummary, of service: String, _ terms: [WeightTerm],
        connections: ConnectionCounts?, showsRoute: Bool, mayChange: Bool, now: Int64
    ) {
        self.server = server
        self.service = service
        self.terms = terms
        self.connections = connections
        self.showsRoute = showsRoute
        self.mayChange = mayChange
        self.now = now
    }

    /// The row of the table.
    var html: HTML {
        let key = "server/\(server.name)"
        let mark = StateMark(server.state)
        let route: HTML = showsRoute ? "<td class=\"wide\">\(server.route ?? "-")</td>" : ""
        return """
            <tr\(state: key, mark.word)><td class="sign">\(live: "\(key)/sign", mark.sign)</td>\
            <th scope="row"><a href="\(path: "services", service, "servers", server.name)">\
            \(server.name)</a></th>\
            <td class="wide place">\(server.endpoint?.description ?? "-")</td>\(route)\
            <td class="number">\(live: "\(key)/weight", weight)</td>\
            <td class="number">\(live: "\(key)/sessions", sessions)</td>\
            <td class="sentence"><b>\(live: "\(key)/state", words)</b>\
            \(live: "\(key)/reason", ServerSentence(server, now: now).addition)</td>\(action)</tr>

            """
    }

    private var words: String {
        PageTime.state(server.state.words, since: server.since, at: now)
    }

    /// The number of sessions, with those that are closing or waiting.
    private var sessions: String {
        guard let connections, connections.inactive > 0 else { return "\(server.sessions)" }
        return "\(server.sessions) (\(connections.active) active)"
    }

    /// One number where the host agrees with the document, else all that differ.
    private var weight: String {
        let want = server.want.map { "\($0)" } ?? "-"
        guard server.want == server.got else {
            return "\(want) wanted, \(server.got.map { "\($0)" } ?? "none") in force"
        }
        guard let raw = terms.first?.weight, let want = server.want, raw != want else {
            return want
        }
        return "\(want) of \(raw)"
    }

    /// The form with the next step for the operator.
    private var action: HTML {
        guard mayChange else { return "" }
        let isIn: Bool
        switch server.state {
        case .down, .different, .unproven, .up, .unchecked, .off: isIn = true
        case .drain, .offline: isIn = false
        case .standsIn, .leaving: return "<td class=\"wide\"></td>"
        }
        let word = isIn ? "drain" : "online"
        let title = isIn ? "Drain" : "Online"
        return """
            <td class="wide"><form action="\(path: "services", service, "servers", server.name)" \
            method="post">\(proof: .session)<input type="hidden" name="from" value="service">\
            <button name="to" value="\(word)">\(title)<span class="unseen"> \(server.name)</span>\
            </button></form></td>
            """
    }
}
