import Addresses
import Model

/// A request and the relevant part of its response.
///
/// A check of the status concludes after the header. A check of the body concludes after the body,
/// or at its limit. Source: RFC 9112 sections 2 to 7.
struct HTTPExchange: Exchange {
    private let probe: HTTPProbe
    private let request: [UInt8]
    private var head: [UInt8] = []
    /// Bytes of interim responses, which are limited because a server may send them for ever.
    private var interim = 0
    private var statusLine: [UInt8] = []
    private var body: HTTPBody?
    private var isOpen = false

    /// Maximum number of bytes of a header.
    static let headLimit = 16_384

    init(_ probe: HTTPProbe, target: Endpoint) {
        self.probe = probe
        request = Self.request(probe, target: target)
    }

    /// The bytes of the request.
    static func request(_ probe: HTTPProbe, target: Endpoint) -> [UInt8] {
        var text = "\(probe.method) \(probe.path) HTTP/1.1\r\n"
        let usual = [
            HTTPProbe.Header("Host", probe.virtualHost ?? target.description),
            HTTPProbe.Header("User-Agent", "ballast"), HTTPProbe.Header("Accept", "*/*"),
            HTTPProbe.Header("Connection", "close"),
        ]
        // Each header once: servers answer a duplicate with 400 (RFC 9112 section 3.2).
        let own = Set(probe.headers.map { $0.name.lowercased() })
        let left = usual.filter { !own.contains($0.name.lowercased()) }
        for header in left + probe.headers { text += "\(header.name): \(header.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    mutating func opened() -> Move {
        isOpen = true
        return .send(request)
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        if body != nil { return bodyReceived(bytes) }
        head += bytes
        if head.count >= 5, !head.starts(with: "HTTP/".utf8) {
            return .done(failed("an HTTP response", Printable.text(head.prefix(60))))
        }
        while let end = HTTPHead.end(of: head) {
            guard let parsed = HTTPHead(head[..<end]) else {
                return .done(failed("an HTTP response", Printable.text(head.prefix(60))))
            }
            let rest = head[end...]
            // 1xx: the final response follows (RFC 9110 section 15.2).
            if (100...199).contains(parsed.status), parsed.status != 101 {
                head = Array(rest)
                interim += end
                guard interim < Self.headLimit else { break }
                continue
            }
            return begin(parsed, rest: rest)
        }
        guard interim + head.count < Self.headLimit else {
            return .done(failed("a header of at most \(Self.headLimit) bytes", "more"))
        }
        return .wait
    }

    private mutating func begin(
        _ parsed: HTTPHead, rest: ArraySlice<UInt8>
    ) -> Move {
        statusLine = Array(parsed.statusLine)
        guard probe.statuses.contains(where: { $0.contains(parsed.status) }) else {
            return .done(
                failed("status \(statusText)", Printable.text(parsed.statusLine), phase: .match))
        }
        guard probe.expect != nil else {
            return .done(.passed(.match, seen: Printable.text(parsed.statusLine)))
        }
        body = HTTPBody(
            parsed, isHeadRequest: probe.method == "HEAD", limit: probe.bodyLimit)
        return bodyReceived(rest)
    }

    private mutating func bodyReceived(_ bytes: ArraySlice<UInt8>) -> Move {
        body?.append(bytes)
        switch body?.state {
        case .incomplete, nil: return .wait
        case .complete: return verdict
        case .malformed:
            return .done(failed("a chunked body (RFC 9112 section 7.1)", "a wrong chunk"))
        }
    }

    mutating func ended() -> Move {
        guard let body else {
            return .done(
                failed(
                    "an HTTP response", head.isEmpty ? "a closed connection" : "half a header"))
        }
        guard body.endsWithConnection else {
            return .done(failed("the whole body", "\(body.bytes.count) bytes, then the end"))
        }
        return verdict
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        guard let body else {
            return failed("an HTTP response", head.isEmpty ? "nothing" : "\(head.count) bytes")
        }
        return failed("the whole body", "\(body.bytes.count) bytes")
    }

    private var verdict: Move {
        guard let pattern = probe.expect, let body else { return .wait }
        return Move.matching(
            pattern, in: body.bytes,
            passed: .passed(.match, seen: Printable.text(statusLine))
        ).without(secrets)
    }

    /// The values of headers, which a server may echo; short ones are no secrets.
    private var secrets: [String] { probe.headers.map(\.value).filter { $0.utf8.count >= 4 } }

    private var statusText: String {
        probe.statuses.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }.joined(separator: ",")
    }

    private func failed(
        _ expected: String, _ seen: String, phase: CheckResult.Phase = .receive
    ) -> Finding {
        Finding.failed(phase, expected: expected, seen: seen).without(secrets)
    }
}
