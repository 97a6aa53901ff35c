import Model

/// A startup message, a login, and a query.
///
/// Without a login the user is `ballast`: an authentication request passes, and so does the error
/// that there is no such user or database. Any other error (starting up, shutting down, too many
/// connections) fails. Without a request the login is enough; a request must return at least one
/// row. Source: PostgreSQL documentation, "Frontend/Backend Protocol".
struct PostgreSQLSpeaker: MessageSpeaker {
    private enum State {
        case startup
        case login
        case proof
        case ready
        case query
    }

    private let probe: DialogueProbe
    private var scram: SCRAM
    private var challenge: SCRAM.Challenge?
    private var state = State.startup
    private var table = RowText()

    init(_ probe: DialogueProbe) {
        self.probe = probe
        scram = SCRAM(probe.password)
    }

    var secrets: [String] { probe.secrets }

    var awaited: String {
        switch state {
        case .startup: "a PostgreSQL answer to the startup message"
        case .login, .proof: "an answer to the login"
        case .ready: "a server that is ready for a query"
        case .query: "an answer to the query"
        }
    }

    private var login: String { probe.dialogue.login.user ?? "ballast" }

    mutating func begin() -> Move {
        .send(PostgreSQLMessage.startup(user: login, database: probe.dialogue.database))
    }

    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame {
        var reader = ByteReader(bytes)
        guard let type = reader.byte() else { return .incomplete }
        if case .startup = state, !"REvN".utf8.contains(type) { return .foreign }
        guard let length = reader.big(4) else { return .incomplete }
        return length >= 4 ? .length(length + 1) : .foreign
    }

    mutating func receive(_ message: ArraySlice<UInt8>) -> Move {
        let body = message.dropFirst(5)
        switch UnicodeScalar(message.first ?? 0) {
        case "E":
            guard let refusal = PostgreSQLRefusal(body) else { return strange(message) }
            return refused(refusal)
        case "R":
            if probe.dialogue.login.user == nil {
                guard PostgreSQLMessage.isRequestToLogIn(body) else { return strange(message) }
                return .finish(
                    Self.terminate, .passed(.match, seen: "PostgreSQL asks for a login"))
            }
            return authentication(body)
        case "Z": return ready()
        case "D":
            guard state == .query, let cells = PostgreSQLMessage.cells(body) else {
                return strange(message)
            }
            table.append(cells)
            return table.isFull || probe.expect == nil ? verdict() : .wait
        // COPY would need an answer.
        case "G", "H", "W": return strange(message)
        default: return .wait
        }
    }

    private func refused(_ refusal: PostgreSQLRefusal) -> Move {
        // Invalid authorization, or no such database: a correct reply to a check without a login.
        if probe.dialogue.login.user == nil, refusal.code.hasPrefix("28") || refusal.code == "3D000"
        {
            return .done(.passed(.match, seen: refusal.summary))
        }
        let wanted =
            switch state {
            case .startup where probe.dialogue.login.user == nil: "a request to log in"
            case .startup, .login, .proof: "a login as \(Printable.text(login.utf8))"
            case .ready, .query: "a query without an error"
            }
        return .done(.failed(.match, expected: wanted, seen: refusal.summary))
    }

    private mutating func authentication(_ body: ArraySlice<UInt8>) -> Move {
        var reader = ByteReader(body)
        guard state != .ready, state != .query, let kind = reader.big(4) else {
            return strange(body)
        }
        switch kind {
        // A server that has begun SCRAM must finish it.
        case 0 where state != .proof:
            state = .ready
            return .wait
        case 3: return answer("p", Self.ended(probe.password))
        case 5:
            guard let salt = reader.bytes(4) else { return strange(body) }
            return answer("p", Self.ended(Self.md5(probe.password, login, salt)))
        case 10: return chosen(&reader)
        case 11:
            let text = String(decoding: reader.rest, as: UTF8.self)
            guard challenge == nil, let challenge = scram.challenge(text) else {
                return strange(body)
            }
            self.challenge = challenge
            let recipe = challenge.recipe
            if let salted = SaltedPasswords.shared[recipe] { return computed(salted) }
            return .compute { SaltedPasswords.shared.compute(recipe) }
        case 12:
            guard scram.isGenuine(String(decoding: reader.rest, as: UTF8.self)) else {
                return .done(
                    .failed(
                        .match, expected: "a server that knows the password too",
                        seen: "a wrong signature"))
            }
            state = .login
            return .wait
        default: return unspoken("method \(kind)")
        }
    }

    mutating func computed(_ salted: [UInt8]?) -> Move {
        guard let challenge, let salted else {
            return .done(.inconclusive(.match, seen: "the login can't be computed"))
        }
        return answer("p", Array(scram.final(to: challenge, salted: salted).utf8), .proof)
    }

    /// Handles the server's list of SASL mechanisms.
    private mutating func chosen(_ reader: inout ByteReader) -> Move {
        var names: [String] = []
        while let name = reader.text(), !name.isEmpty {
            names.append(Printable.text(name.prefix(32)))
        }
        guard names.contains("SCRAM-SHA-256") else {
            return unspoken(names.joined(separator: ", "))
        }
        var body: [UInt8] = []
        body.append(text: "SCRAM-SHA-256")
        body.append(big: scram.first.utf8.count, 4)
        return answer("p", body + scram.first.utf8)
    }

    private mutating func answer(
        _ type: Character, _ body: [UInt8], _ next: State = .login
    ) -> Move {
        state = next
        return .send(PostgreSQLMessage.message(type, body))
    }

    private mutating func ready() -> Move {
        switch state {
        case .ready:
            guard let query = probe.dialogue.request else {
                return .concluding(
                    probe.expect, in: [],
                    passed: .passed(.match, seen: "a login as \(Printable.text(login.utf8))"),
                    farewell: Self.terminate)
            }
            return answer("Q", Self.ended(query), .query)
        case .query: return verdict()
        case .startup, .login, .proof: return strange([UInt8(ascii: "Z")])
        }
    }

    private func verdict() -> Move {
        table.verdict(probe.expect, farewell: Self.terminate)
    }

    private func unspoken(_ method: String) -> Move {
        .done(
            .failed(
                .match, expected: "a login with SCRAM-SHA-256, md5 or password", seen: method))
    }

    private func strange(_ bytes: ArraySlice<UInt8>) -> Move {
        .done(
            .failed(
                .receive, expected: awaited, seen: "\"\(Printable.text(bytes.prefix(40)))\""))
    }

    private static func ended(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(text: text)
        return bytes
    }

    /// Source: PostgreSQL documentation, "Message Flow", AuthenticationMD5Password.
    private static func md5(_ password: String, _ user: String, _ salt: ArraySlice<UInt8>) -> String
    {
        func hexadecimal(_ bytes: [UInt8]) -> String {
            bytes.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        }
        let inner = hexadecimal(Hashing.md5(Array((password + user).utf8)))
        return "md5" + hexadecimal(Hashing.md5(Array(inner.utf8) + salt))
    }

    private static let terminate = PostgreSQLMessage.message("X", [])
}
