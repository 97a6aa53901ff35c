/// A change that the operator is asked about.
struct TopChange: Sendable, Hashable {
    /// The kinds of changes, by the names of their commands.
    enum Kind: String, Sendable {
        case drain, online, offline
    }

    let kind: Kind
    let service: String
    /// The server; nil: all of the service.
    let server: String?
    /// The number of servers.
    let count: Int
    /// The open sessions.
    let sessions: Int

    /// The question.
    var question: String {
        let subject = server.map { "\(service)/\($0)" } ?? "all \(count) servers of \(service)"
        let effect =
            switch kind {
            case .drain, .offline:
                sessions == 1
                    ? "1 open session continues" : "\(sessions) open sessions continue"
            case .online: "new connections as by its weight"
            }
        return "\(kind.rawValue) \(subject) (\(effect))? y/n"
    }

    /// The arguments of the command.
    var words: [String] { [kind.rawValue, "\(service)/\(server ?? "*")"] }
}
