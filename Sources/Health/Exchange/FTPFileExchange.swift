import Model

/// A login to FTP and the transfer of a file.
///
/// The data connection uses the port that the server names, and always the checked address. EPSV is
/// tried first, then PASV if the server does not support it. Source: RFC 959 sections 3.3 and 4.1,
/// RFC 2428 section 3.
struct FTPFileExchange: Exchange {
    private enum State {
        case login
        case passive(isExtended: Bool)
        case connecting
        case retrieving
        case over
    }

    private let file: String
    private let expect: Pattern?
    private let limit: Int
    private var login: ScriptExchange
    private var reader = ReplyReader(.coded)
    private var state = State.login
    private var body: [UInt8] = []
    private var hasEnded = false
    private var isComplete = false

    init(_ file: String, login: ScriptExchange, expect: Pattern?, limit: Int) {
        self.file = file
        self.login = login
        self.expect = expect
        self.limit = limit
    }

    mutating func opened() -> Move {
        guard !file.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == 0 }) else {
            return .done(.inconclusive(.send, seen: "a line break in the name of the file"))
        }
        return login.opened()
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        guard case .login = state else { return replied(bytes) }
        let move = login.received(bytes)
        guard case .done(let finding) = move, finding.outcome == .passed else { return move }
        return ask(isExtended: true)
    }

    var isTakingLeave: Bool {
        if case .login = state { login.isTakingLeave } else { false }
    }

    private mutating func ask(isExtended: Bool) -> Move {
        state = .passive(isExtended: isExtended)
        return .send(Array((isExtended ? "EPSV\r\n" : "PASV\r\n").utf8))
    }

    private mutating func replied(_ bytes: ArraySlice<UInt8>) -> Move {
        reader.append(bytes)
        while true {
            switch reader.next() {
            case .incomplete: return .wait
            case .excess: return .done(failed("short replies", "more", .receive))
            case .reply(let reply):
                let move = receive(reply.verdict)
                guard case .wait = move else { return move }
            }
        }
    }

    private mutating func receive(_ line: [UInt8]) -> Move {
        switch state {
        case .passive(true) where line.begins(with: "229"):
            return attach(Self.extendedPort(line), line)
        case .passive(true) where line.first == UInt8(ascii: "5"):
            return ask(isExtended: false)
        case .passive(false) where line.begins(with: "227"):
            return attach(Self.passivePort(line), line)
        case .retrieving where line.first == UInt8(ascii: "1"):
            return .wait
        case .retrieving where line.begins(with: "226") || line.begins(with: "250"):
            isComplete = true
            return concluded
        default:
            return .done(failed(awaited, "\"\(Printable.text(line.prefix(100)))\""))
        }
    }

    private mutating func attach(_ port: UInt16?, _ line: [UInt8]) -> Move {
        guard let port else {
            return .done(failed("a port", "\"\(Printable.text(line.prefix(100)))\""))
        }
        state = .connecting
        return .attach(port: port)
    }

    mutating func attached(_ event: DataEvent) -> Move {
        switch event {
        case .opened:
            state = .retrieving
            return .send(Array("RETR \(file)\r\n".utf8))
        case .failed(let reason):
            if case .retrieving = state { return .done(failed(awaited, reason, .receive)) }
            return .done(failed("a connection for the data", reason, .connect))
        case .received(let bytes):
            body += bytes.prefix(limit - body.count)
            return body.count < limit ? .wait : verdict
        case .ended:
            hasEnded = true
            return concluded
        }
    }

    /// The conclusion once the data and the completion reply have both arrived, in either order.
    private var concluded: Move { hasEnded && isComplete ? verdict : .wait }

    private var verdict: Move {
        let passed = Finding.passed(.match, seen: "\(body.count) bytes of \(file)")
        guard let expect else { return .finish(Self.goodbye, passed) }
        let move = Move.matching(expect, in: body, passed: passed)
        guard case .done(let finding) = move else { return move }
        return .finish(Self.goodbye, finding)
    }

    mutating func ended() -> Move {
        guard case .login = state else {
            return .done(failed(awaited, "a closed connection", .receive))
        }
        return login.ended()
    }

    func expired() -> Finding {
        guard case .login = state else { return failed(awaited, "nothing", .receive) }
        return login.expired()
    }

    private var awaited: String {
        switch state {
        case .passive(true): "229 to EPSV"
        case .passive(false): "227 to PASV"
        case .connecting: "a connection for the data"
        default: "the file \(file) and 226 to RETR, after \(body.count) bytes"
        }
    }

    private static let goodbye = Array("QUIT\r\n".utf8)

    /// Parses `229 Entering Extended Passive Mode (|||6446|)`.
    private static func extendedPort(_ line: [UInt8]) -> UInt16? {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")), open + 1 < line.count else {
            return nil
        }
        let fields = line[(open + 1)...].split(
            separator: line[open + 1], omittingEmptySubsequences: false)
        guard fields.count >= 5 else { return nil }
        return UInt16(String(decoding: fields[3], as: UTF8.self)).flatMap { $0 == 0 ? nil : $0 }
    }

    /// Parses `227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)`; the address is ignored.
    private static func passivePort(_ line: [UInt8]) -> UInt16? {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let list = line.dropFirst(3).drop { !isDigit($0) }.prefix { isDigit($0) || $0 == 0x2c }
        let numbers = list.split(separator: 0x2c).map { UInt8(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 6, let high = numbers[4], let low = numbers[5] else { return nil }
        let port = UInt16(high) << 8 | UInt16(low)
        return port == 0 ? nil : port
    }

    private func failed(
        _ expected: String, _ seen: String, _ phase: CheckResult.Phase = .match
    ) -> Finding {
        .failed(phase, expected: expected, seen: seen)
    }
}
