import Model

/// AUTH if a password is given, then PING or a command, in the protocol of Redis.
///
/// Source: redis.io, "Redis serialization protocol specification", version 2.
struct RedisExchange: Exchange {
    private let command: [String]
    private let credentials: [String]
    private let expect: Pattern?
    private let limit: Int
    private let confidence: Confidence
    private var reply: RedisReply
    private var isOpen = false
    /// Whether the reply to AUTH is still missing.
    private var isLoggingIn: Bool

    init(_ dialogue: Dialogue, expect: Pattern?) {
        let words = dialogue.request?.split(separator: " ").map(String.init) ?? []
        command = words.isEmpty ? ["PING"] : words
        credentials = [dialogue.login.user, dialogue.login.password?.text].compactMap(\.self)
        confidence = Confidence([dialogue.login.password?.text])
        self.expect = expect
        limit = dialogue.expect.limit
        isLoggingIn = dialogue.login.password != nil
        reply = RedisReply(limit: limit)
    }

    mutating func opened() -> Move {
        isOpen = true
        return .send(Self.request(isLoggingIn ? ["AUTH"] + credentials : command))
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        let rest = reply.append(bytes)
        switch reply.state {
        case .incomplete: return .wait
        case .malformed:
            return .done(failed("a reply of Redis", reply.start, .receive))
        case .complete, .excess: break
        }
        if let error = reply.error { return .done(failed(awaited, error)) }
        guard isLoggingIn else { return verdict }
        guard rest.isEmpty else { return .done(failed("one reply to AUTH", Array(rest))) }
        isLoggingIn = false
        reply = RedisReply(limit: limit)
        return .send(Self.request(command))
    }

    private var verdict: Move {
        let passed = Finding.passed(.match, seen: "\"\(confidence.text(reply.text))\"")
        if let expect {
            return .matching(expect, in: confidence.cleared(reply.text), passed: passed)
        }
        guard reply.state == .complete else {
            return .done(failed("a reply of at most \(limit) bytes", reply.text, .receive))
        }
        let isPing = command == ["PING"]
        guard !isPing || reply.text == Array("PONG".utf8) else {
            return .done(failed("PONG to PING", reply.text))
        }
        return .done(passed)
    }

    mutating func ended() -> Move {
        .done(failed(awaited, reply.isEmpty ? nil : reply.start, .receive, "a closed connection"))
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return failed(awaited, reply.isEmpty ? nil : reply.start, .receive, "nothing")
    }

    private var awaited: String {
        isLoggingIn ? "OK to AUTH" : "a reply to \(command[0])"
    }

    private func failed(
        _ expected: String, _ bytes: [UInt8]?, _ phase: CheckResult.Phase = .match,
        _ otherwise: String = ""
    ) -> Finding {
        .failed(
            phase, expected: expected,
            seen: bytes.map { "\"\(confidence.text($0.prefix(200)))\"" } ?? otherwise)
    }

    /// An array of bulk strings, which may contain any byte.
    static func request(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
        return bytes
    }
}
