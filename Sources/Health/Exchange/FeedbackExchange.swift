import Addresses
import Model

/// A line from an agent or from an HTTP server, with or without a header.
///
/// It ends with the first line, with the end of a body, or when the server closes the connection. A
/// server that leaves the connection open causes no delay. At most ``FeedbackAnswer/lineLimit``
/// bytes of a line are read. Source: the appliance's manual, "Feedback Agents" and "Custom HTTP
/// agent"; HAProxy's configuration manual, `agent-check`; RFC 9112.
struct FeedbackExchange: Exchange {
    private let request: [UInt8]?
    private var isOpen = false
    private var bytes: [UInt8] = []
    private var body: HTTPBody?

    init(_ probe: FeedbackProbe, target: Endpoint) {
        request = probe.path.map {
            HTTPExchange.request(HTTPProbe(path: $0), target: target)
        }
    }

    mutating func opened() -> Move {
        isOpen = true
        return request.map { .send($0) } ?? .wait
    }

    mutating func received(_ more: ArraySlice<UInt8>) -> Move {
        if body != nil { return bodyReceived(more) }
        let limit = request == nil ? FeedbackAnswer.lineLimit : HTTPExchange.headLimit
        bytes += more.prefix(limit + 2 - bytes.count)
        if mayBeHead {
            guard let end = HTTPHead.end(of: bytes) else {
                return bytes.count < limit ? .wait : .done(failed("a longer header"))
            }
            return begin(bytes[..<end], rest: bytes[end...])
        }
        return line(of: bytes[...], isAll: false)
    }

    mutating func ended() -> Move {
        if let body {
            guard body.endsWithConnection else {
                return .done(failed("\(body.bytes.count) bytes of a body, then the end"))
            }
            return line(of: body.bytes[...], isAll: true)
        }
        if mayBeHead, bytes.count >= 5 { return .done(failed("half a header")) }
        return line(of: bytes[...], isAll: true)
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return failed(bytes.isEmpty ? "nothing" : "a line without an end")
    }

    /// Whether the received bytes may begin a header, which only follows a request.
    private var mayBeHead: Bool {
        request != nil && !bytes.isEmpty && zip(bytes, "HTTP/".utf8).allSatisfy { $0 == $1 }
    }

    private mutating func begin(_ head: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) -> Move {
        guard let parsed = HTTPHead(head) else { return .done(failed("a wrong header")) }
        guard (200...299).contains(parsed.status) else {
            return .done(failed(Printable.text(parsed.statusLine)))
        }
        body = HTTPBody(parsed, isHeadRequest: false, limit: FeedbackAnswer.lineLimit + 1)
        return bodyReceived(rest)
    }

    private mutating func bodyReceived(_ more: ArraySlice<UInt8>) -> Move {
        body?.append(more)
        guard let body else { return .wait }
        switch body.state {
        case .malformed: return .done(failed("a wrong chunk"))
        case .complete: return line(of: body.bytes[...], isAll: true)
        case .incomplete: return line(of: body.bytes[...], isAll: false)
        }
    }

    private func line(of bytes: ArraySlice<UInt8>, isAll: Bool) -> Move {
        let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
        guard line.count <= FeedbackAnswer.lineLimit else { return .done(failed("a longer line")) }
        guard isAll || line.count < bytes.count else { return .wait }
        guard let answer = FeedbackAnswer(line) else {
            return .done(
                failed(
                    line.isEmpty ? "an empty line" : "\"\(Printable.text(line.prefix(60)))\"",
                    phase: .match))
        }
        var finding = Finding.passed(.match, seen: Printable.text(line.prefix(100)))
        finding.answer = answer
        return .done(finding)
    }

    private func failed(_ seen: String, phase: CheckResult.Phase = .receive) -> Finding {
        .failed(phase, expected: "a number of 0...100 or an agent's words", seen: seen)
    }
}
