import Addresses
import Model

/// A call of gRPC's health service over HTTP/2.
///
/// The request is the name of a service, or empty for the whole server. SERVING passes. Source: RFC
/// 9113, gRPC's `PROTOCOL-HTTP2.md`, and `grpc.health.v1`.
struct GRPCSpeaker: MessageSpeaker {
    private let probe: DialogueProbe
    private let target: Endpoint
    private var fields = HeaderFields()
    /// A block of header fields that continues in the next frame.
    private var block: [UInt8] = []
    private var blockFlags: UInt8?
    private var body: [UInt8] = []
    private var hasSettings = false

    init(_ probe: DialogueProbe, target: Endpoint) {
        self.probe = probe
        self.target = target
    }

    var secrets: [String] { [] }
    var awaited: String { hasSettings ? "a gRPC response" : "HTTP/2" }

    mutating func begin() -> Move {
        let isSecure = probe.dialogue.carrier.security != .none
        let headers = HeaderFields.block([
            (":method", "POST"), (":scheme", isSecure ? "https" : "http"),
            (":path", "/grpc.health.v1.Health/Check"),
            (":authority", probe.dialogue.host ?? target.description), ("te", "trailers"),
            ("content-type", "application/grpc"), ("user-agent", "ballast"),
        ])
        // ENABLE_PUSH (2) is 0.
        var bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        bytes += HTTP2Frame.bytes(HTTP2Frame.settings, [0, 2, 0, 0, 0, 0])
        bytes += HTTP2Frame.bytes(
            HTTP2Frame.headers, flags: HTTP2Frame.endHeaders, stream: 1, headers)
        return .send(
            bytes
                + HTTP2Frame.bytes(
                    HTTP2Frame.data, flags: HTTP2Frame.last, stream: 1, message))
    }

    /// A HealthCheckRequest after the five bytes of its length; `service` is field 1.
    private var message: [UInt8] {
        let service = Array((probe.dialogue.request ?? "").utf8.prefix(1_024))
        var content: [UInt8] = []
        if !service.isEmpty {
            content.append(0x0a)
            if service.count > 127 { content.append(UInt8(service.count & 0x7f) | 0x80) }
            content.append(UInt8(service.count > 127 ? service.count >> 7 : service.count))
            content += service
        }
        var bytes: [UInt8] = [0]
        bytes.append(big: content.count, 4)
        return bytes + content
    }

    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame {
        var reader = ByteReader(bytes)
        guard let length = reader.big(3), let type = reader.byte() else { return .incomplete }
        if length > HTTP2Frame.largest || (!hasSettings && type != HTTP2Frame.settings) {
            return .foreign
        }
        return .length(length + 9)
    }

    mutating func receive(_ message: ArraySlice<UInt8>) -> Move {
        guard let frame = HTTP2Frame(message) else { return strange("half a frame") }
        if let flags = blockFlags {
            guard frame.type == HTTP2Frame.continuation, frame.stream == 1 else {
                return strange("header fields that break off")
            }
            return block(frame.payload, flags | frame.flags)
        }
        switch frame.type {
        case HTTP2Frame.settings:
            hasSettings = true
            if frame.flags & HTTP2Frame.last != 0 { return .wait }
            return .send(HTTP2Frame.bytes(HTTP2Frame.settings, flags: HTTP2Frame.last))
        case HTTP2Frame.ping:
            guard frame.payload.count == 8 else { return strange("a wrong PING") }
            if frame.flags & HTTP2Frame.last != 0 { return .wait }
            return .send(
                HTTP2Frame.bytes(
                    HTTP2Frame.ping, flags: HTTP2Frame.last, Array(frame.payload)))
        case HTTP2Frame.headers:
            guard frame.stream == 1, let content = frame.content else {
                return strange("wrong HEADERS")
            }
            return block(content, frame.flags)
        case HTTP2Frame.data:
            guard frame.stream == 1, let content = frame.content else {
                return strange("wrong DATA")
            }
            body += content.prefix(MessageLimits.message - body.count)
            return frame.flags & HTTP2Frame.last != 0 ? verdict() : .wait
        case HTTP2Frame.reset, HTTP2Frame.goAway:
            var reader = ByteReader(
                frame.type == HTTP2Frame.reset ? frame.payload : frame.payload.dropFirst(4))
            let word = frame.type == HTTP2Frame.reset ? "RST_STREAM" : "GOAWAY"
            let code = reader.big(4) ?? 0
            // After GOAWAY without an error, a server still answers pending requests.
            if frame.type == HTTP2Frame.goAway, code == 0 { return .wait }
            return strange("\(word) with error \(code)")
        case HTTP2Frame.push, HTTP2Frame.continuation: return strange("frame \(frame.type)")
        default: return .wait
        }
    }

    private mutating func block(_ fragment: ArraySlice<UInt8>, _ flags: UInt8) -> Move {
        block += fragment
        guard block.count <= MessageLimits.message else {
            return strange("more than \(MessageLimits.message) bytes of header fields")
        }
        guard flags & HTTP2Frame.endHeaders != 0 else {
            blockFlags = flags
            return .wait
        }
        guard fields.add(block) else { return strange("header fields that can't be read") }
        block = []
        blockFlags = nil
        return flags & HTTP2Frame.last != 0 ? verdict() : .wait
    }

    /// The conclusion from the complete response.
    private func verdict() -> Move {
        guard fields[":status"] == "200" else {
            return .done(failed("status 200", "status \(fields[":status"] ?? "missing")"))
        }
        guard fields["grpc-status"] == "0" else {
            let code = fields["grpc-status"] ?? "missing"
            let text = fields["grpc-message"].map { ": \($0)" } ?? ""
            return .done(failed("grpc-status 0", "grpc-status \(code)\(text)"))
        }
        var reader = ByteReader(body[...])
        guard reader.byte() == 0, let length = reader.big(4), let message = reader.bytes(length),
            let status = Self.status(message)
        else { return strange("no HealthCheckResponse") }
        let names = [0: "UNKNOWN", 1: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"]
        let name = names[status] ?? "status \(status)"
        return .done(status == 1 ? .passed(.match, seen: name) : failed("SERVING", name))
    }

    /// Field 1 of HealthCheckResponse; 0 when it is absent, nil for an invalid message.
    ///
    /// Source: encoding of protocol buffers; other fields belong to later versions.
    static func status(_ message: ArraySlice<UInt8>) -> Int? {
        var reader = ByteReader(message)
        var status = 0
        while !reader.rest.isEmpty {
            guard let key = varint(&reader) else { return nil }
            switch key & 7 {
            case 0:
                guard let value = varint(&reader) else { return nil }
                if key >> 3 == 1 { status = value }
            case 1: if reader.bytes(8) == nil { return nil }
            case 2:
                guard let count = varint(&reader), reader.bytes(count) != nil else { return nil }
            case 5: if reader.bytes(4) == nil { return nil }
            default: return nil
            }
        }
        return status
    }

    private static func varint(_ reader: inout ByteReader) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 56, by: 7) {
            guard let byte = reader.byte() else { return nil }
            value |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private func failed(_ expected: String, _ seen: String) -> Finding {
        .failed(.match, expected: expected, seen: seen)
    }

    private func strange(_ seen: String) -> Move {
        .done(.failed(.receive, expected: awaited, seen: seen))
    }
}
