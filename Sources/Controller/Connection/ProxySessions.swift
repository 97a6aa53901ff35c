import Addresses
import Model

/// The sessions of clients in HAProxy's reply to `show sess`.
///
/// Source: HAProxy's management manual 2.6, section 9.3, "show sess"; `src/stream.c`.
struct ProxySessions: Sendable {
    /// The sessions.
    private(set) var connections: [ClientConnection] = []
    /// Whether there are more.
    private(set) var isCut = false

    /// Parses a reply.
    ///
    /// - Parameter limit: the most sessions.
    init(_ reply: String, limit: Int) {
        for line in reply.split(separator: "\n") {
            guard let session = Self.session(line) else { continue }
            guard connections.count < limit else {
                isCut = true
                return
            }
            connections.append(session)
        }
    }

    /// Parses a line; nil: no client has the session, as that of the question.
    private static func session(_ line: Substring) -> ClientConnection? {
        var fields: [Substring: Substring] = [:]
        for word in line.split(separator: " ").dropFirst().prefix(8) {
            let pair = word.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[pair[0]] = pair[1] }
        }
        guard let transport = fields["proto"], transport.hasPrefix("tcp"),
            let source = fields["src"], let client = endpoint(source),
            let frontend = fields["fe"], frontend != "GLOBAL"
        else { return nil }
        var session = ClientConnection(.haproxy, "tcp", from: client, state: "open")
        let backend = fields["be"].flatMap { $0.hasPrefix("<") ? nil : $0 }
        session.service = BackendName(String(backend ?? frontend)).owner
        if let server = fields["srv"], !server.hasPrefix("<") {
            session.server = BackendName(String(server)).server
        } else {
            session.state = "waiting"
        }
        session.age = fields["age"].flatMap(seconds)
        return session
    }

    /// Parses `ADDRESS:PORT`, also of IPv6 without brackets.
    private static func endpoint(_ text: Substring) -> Endpoint? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[colon...].dropFirst()),
            let address = IPAddress(text[..<colon])
        else { return nil }
        return Endpoint(address, port: port)
    }

    /// Parses a time such as `1h5m`.
    private static func seconds(_ text: Substring) -> Int? {
        var total = 0
        var number = 0
        for character in text {
            if let digit = character.wholeNumberValue {
                guard number < 1_000_000 else { return nil }
                number = number * 10 + digit
                continue
            }
            let unit = ["s": 1, "m": 60, "h": 3600, "d": 86_400][character]
            guard let unit, number < 1_000_000 else { return nil }
            total += number * unit
            number = 0
        }
        return total
    }
}
