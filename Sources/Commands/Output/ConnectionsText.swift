import Addresses
import Model

/// Connections as lines for people.
struct ConnectionsText {
    private let answer: ConnectionsAnswer

    init(_ answer: ConnectionsAnswer) {
        self.answer = answer
    }

    /// The lines.
    var lines: [String] {
        guard !answer.connections.isEmpty else {
            return [answer.matched == 0 ? "no connections" : "the list has no page \(answer.page)"]
        }
        let rows = answer.connections.map { row -> [String] in
            let server = row.server ?? row.destination.map { "\($0)" } ?? "-"
            return [
                row.clientName.map { "\($0):\(row.client.port)" } ?? "\(row.client)",
                row.listen.map { "\(row.transport) \($0)" } ?? row.transport,
                "\(row.service ?? "-")/\(server)", row.state,
                row.age.map { "\($0) s" } ?? "-", row.expires.map { "\($0) s" } ?? "-",
            ]
        }
        let head = ["CLIENT", "LISTEN", "SERVER", "STATE", "AGE", "EXPIRES"]
        return columns([head] + rows) + [last]
    }

    private var last: String {
        let shown = counted(answer.connections.count, "connection")
        let more = answer.isCut ? "; there are more, which were not read" : ""
        return "\(shown) of \(answer.matched), page \(answer.page)\(more)"
    }
}
