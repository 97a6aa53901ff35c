import Model

/// A greeting, a login, and a query.
///
/// Without a login a good greeting passes. MySQL counts such a connection as interrupted and blocks
/// the client's address after `max_connect_errors` of them, so a login is better. Without a request
/// the login is enough; a request must return at least one row.
/// Source: MySQL's protocol documentation, "Connection Phase" and "COM_QUERY".
struct MySQLSpeaker: MessageSpeaker {
    private enum State {
        case greeting
        case login(MySQLGreeting)
        case key(MySQLGreeting)
        case query
        case columns(left: Int)
        case rows
    }

    private let probe: DialogueProbe
    private var state = State.greeting
    private var sequence: UInt8 = 0
    private var table = RowText()
    private var version = ""

    init(_ probe: DialogueProbe) {
        self.probe = probe
    }

    var secrets: [String] { probe.secrets }

    var awaited: String {
        switch state {
        case .greeting: "a MySQL greeting"
        case .login, .key: "an answer to the login"
        case .query, .columns, .rows: "an answer to the query"
        }
    }

    mutating func begin() -> Move { .wait }

    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame {
        var reader = ByteReader(bytes)
        guard let length = reader.little(3), let sequence = reader.byte() else {
            return .incomplete
        }
        if case .greeting = state, sequence != 0 { return .foreign }
        return .length(length + 4)
    }

    mutating func receive(_ message: ArraySlice<UInt8>) -> Move {
        sequence = message[message.startIndex + 3]
        let payload = message.dropFirst(4)
        if let refusal = MySQLRefusal(payload) {
            return .done(.failed(.match, expected: wanted, seen: refusal.summary))
        }
        switch state {
        case .greeting: return greeted(payload)
        case .login(let greeting): return answered(payload, greeting)
        case .key(let greeting):
            guard payload.first == 1,
                let sealed = MySQLLogin.sealed(
                    probe.password, greeting.nonce, key: payload.dropFirst())
            else { return strange(payload) }
            state = .login(greeting)
            return .send(packet(sealed))
        case .query: return began(payload)
        case .columns(let left):
            // The columns' descriptions, and one packet that ends them.
            state = left > 0 ? .columns(left: left - 1) : .rows
            return .wait
        case .rows: return row(payload)
        }
    }

    private mutating func greeted(_ payload: ArraySlice<UInt8>) -> Move {
        guard let greeting = MySQLGreeting(payload) else { return strange(payload) }
        version = greeting.version
        guard let login = probe.dialogue.login.user else {
            return .concluding(probe.expect, in: Array(version.utf8), passed: passed, farewell: [])
        }
        state = .login(greeting)
        // The server may change an unsupported method for this account.
        let proof = MySQLLogin.proof(probe.password, greeting.nonce, method: greeting.method)
        let method = proof == nil ? MySQLLogin.native : greeting.method
        return .send(
            packet(
                MySQLLogin.response(
                    login: login, proof: proof ?? [], database: probe.dialogue.database,
                    method: method)))
    }

    private mutating func answered(
        _ payload: ArraySlice<UInt8>, _ greeting: MySQLGreeting
    ) -> Move {
        switch payload.first {
        case 0x00: return loggedIn()
        case 0x01 where payload.dropFirst().elementsEqual([3]): return .wait
        case 0x01 where payload.dropFirst().elementsEqual([4]):
            state = .key(greeting)
            return .send(packet([2]))
        case 0xfe: return switched(payload.dropFirst())
        default: return strange(payload)
        }
    }

    /// Handles a switch to another authentication method.
    private mutating func switched(_ payload: ArraySlice<UInt8>) -> Move {
        var reader = ByteReader(payload)
        let method = reader.text().map { String(decoding: $0.prefix(64), as: UTF8.self) } ?? ""
        let nonce = Array(reader.rest.prefix(20))
        guard let proof = MySQLLogin.proof(probe.password, nonce, method: method) else {
            let name = method.isEmpty ? "one without a name" : Printable.text(method.utf8)
            return .done(
                .failed(
                    .match, expected: "\(MySQLLogin.native) or \(MySQLLogin.cachingSHA2)",
                    seen: "another method of login: \(name)"))
        }
        state = .login(MySQLGreeting(version: version, nonce: nonce, method: method))
        return .send(packet(proof))
    }

    private mutating func loggedIn() -> Move {
        guard let query = probe.dialogue.request else {
            return .concluding(
                probe.expect, in: Array(version.utf8), passed: passed, farewell: Self.quit)
        }
        state = .query
        sequence = .max
        return .send(packet([3] + query.utf8))
    }

    private mutating func began(_ payload: ArraySlice<UInt8>) -> Move {
        var reader = ByteReader(payload)
        switch payload.first {
        case 0x00: return verdict()
        case 0xfb, nil: return strange(payload)
        default:
            guard let count = Self.number(&reader), (1...4_096).contains(count) else {
                return strange(payload)
            }
            state = .columns(left: count)
            return .wait
        }
    }

    private mutating func row(_ payload: ArraySlice<UInt8>) -> Move {
        if payload.first == 0xfe, payload.count < 9 { return verdict() }
        var reader = ByteReader(payload)
        var cells: [ArraySlice<UInt8>?] = []
        while let first = reader.rest.first {
            if first == 0xfb {
                _ = reader.byte()
                cells.append(nil)
            } else if let length = Self.number(&reader), let text = reader.bytes(length) {
                cells.append(text)
            } else {
                return strange(payload)
            }
        }
        table.append(cells)
        return table.isFull || probe.expect == nil ? verdict() : .wait
    }

    private func verdict() -> Move {
        table.verdict(probe.expect, farewell: Self.quit)
    }

    private var wanted: String {
        switch state {
        case .greeting: "a MySQL greeting"
        case .login, .key: "a login as \(Printable.text((probe.dialogue.login.user ?? "").utf8))"
        case .query, .columns, .rows: "a query without an error"
        }
    }

    private var passed: Finding { .passed(.match, seen: "MySQL \(version)") }

    private func strange(_ payload: ArraySlice<UInt8>) -> Move {
        .done(
            .failed(
                .receive, expected: awaited, seen: "\"\(Printable.text(payload.prefix(40)))\""))
    }

    /// The next packet to send.
    private func packet(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: payload.count, 3)
        bytes.append(sequence &+ 1)
        return bytes + payload
    }

    private static let quit: [UInt8] = [1, 0, 0, 0, 1]

    /// Reads a number of one to nine bytes, depending on its first byte.
    private static func number(_ reader: inout ByteReader) -> Int? {
        guard let first = reader.byte() else { return nil }
        switch first {
        case 0...0xfa: return Int(first)
        case 0xfc: return reader.little(2)
        case 0xfd: return reader.little(3)
        default: return nil
        }
    }
}
