import Addresses
import Model

/// An OPTIONS request and its final response.
///
/// Over UDP the request is sent once: a lost datagram is a failed check, and `fall` is the number
/// of failures that count. Source: RFC 3261 sections 8.1, 11 and 18, RFC 3581 (`rport`).
struct SIPExchange: Exchange {
    /// Maximum number of bytes of a response; over UDP the size of one datagram.
    static let limit = 16_384

    private let isDatagram: Bool
    private let uri: String
    private let caller: String?
    private let token: String
    private var local: Endpoint?
    private var reply: [UInt8] = []
    private var isOpen = false

    init(_ dialogue: Dialogue, target: Endpoint, token: UInt64 = .random(in: 0...UInt64.max)) {
        isDatagram = dialogue.carrier.transport == .udp
        let request = dialogue.request ?? target.description
        let hasScheme = ["sip:", "sips:", "tel:"].contains { request.hasPrefix($0) }
        uri = hasScheme ? request : "sip:" + request
        caller = dialogue.login.user
        self.token = String(token, radix: 16)
    }

    var asksForPlace: Bool { true }

    mutating func placed(at local: Endpoint) {
        self.local = local
    }

    mutating func opened() -> Move {
        isOpen = true
        let words = uri + (caller ?? "")
        guard words.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0 != "<" && $0 != ">" }) else {
            return .done(.inconclusive(.send, seen: "a space or an angle bracket in the address"))
        }
        return .send(Array(request.utf8))
    }

    private var request: String {
        let place = local?.description ?? "127.0.0.1"
        var from = caller ?? "ballast"
        if !from.contains("@") { from += "@\(place)" }
        if !from.hasPrefix("sip") { from = "sip:" + from }
        return """
            OPTIONS \(uri) SIP/2.0\r
            Via: SIP/2.0/\(isDatagram ? "UDP" : "TCP") \(place);branch=z9hG4bK\(token);rport\r
            Max-Forwards: 70\r
            From: <\(from)>;tag=\(token)\r
            To: <\(uri)>\r
            Call-ID: \(callID)\r
            CSeq: 1 OPTIONS\r
            Contact: <sip:ballast@\(place)>\r
            Accept: application/sdp\r
            User-Agent: ballast\r
            Content-Length: 0\r
            \r

            """
    }

    private var callID: String { "\(token)@ballast" }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        if isDatagram { reply = [] }
        reply += bytes.prefix(Self.limit - reply.count)
        skipLineEnds()
        if reply.count >= 4, !reply.starts(with: "SIP/".utf8) { return .done(malformed) }
        while let end = HTTPHead.end(of: reply) {
            let lines = String(decoding: reply[..<end], as: UTF8.self).split(
                whereSeparator: \.isNewline)
            if let move = receive(lines) { return move }
            reply.removeSubrange(..<min(end + Self.length(lines), reply.count))
            skipLineEnds()
        }
        guard reply.count < Self.limit else {
            return .done(failed("a response of at most \(Self.limit) bytes", "more"))
        }
        return .wait
    }

    /// Skips line ends before a response, such as keep-alives.
    ///
    /// Source: RFC 3261 section 7.5.
    private mutating func skipLineEnds() {
        reply.removeFirst(reply.prefix { $0 == 0x0d || $0 == 0x0a }.count)
    }

    /// The conclusion; nil for a provisional response, and for a response to another request.
    private func receive(_ lines: [Substring]) -> Move? {
        guard let first = lines.first, let status = Self.status(first) else {
            return .done(malformed)
        }
        guard Self.value("call-id", "i", in: lines) == callID else { return nil }
        if (100...199).contains(status) { return nil }
        let seen = Printable.text(first.utf8.prefix(100))
        guard status == 200 else {
            return .done(.failed(.match, expected: "status 200", seen: seen))
        }
        return .done(.passed(.match, seen: seen))
    }

    mutating func ended() -> Move {
        if isDatagram { return .wait }
        return .done(
            failed("a response", reply.isEmpty ? "a closed connection" : "half a response"))
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return failed("a response", reply.isEmpty ? "nothing" : "\(reply.count) bytes")
    }

    private var malformed: Finding {
        failed("a SIP response", "\"\(Printable.text(reply.prefix(60)))\"")
    }

    private func failed(_ expected: String, _ seen: String) -> Finding {
        .failed(.receive, expected: expected, seen: seen)
    }

    /// Parses `SIP/2.0 200 OK`.
    private static func status(_ line: Substring) -> Int? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "SIP/2.0", words[1].utf8.count == 3 else { return nil }
        return Int(words[1])
    }

    /// The length of the body.
    private static func length(_ lines: [Substring]) -> Int {
        value("content-length", "l", in: lines).flatMap { Int($0) }.map { max(0, min($0, limit)) }
            ?? 0
    }

    private static func value(
        _ name: String, _ short: String, in lines: [Substring]
    ) -> String? {
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].lowercased().filter { $0 != " " }
            guard key == name || key == short else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return String(value.prefix { $0 != " " && $0 != "\t" })
        }
        return nil
    }
}
