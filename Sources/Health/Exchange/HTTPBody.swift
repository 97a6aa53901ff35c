/// The beginning of a response's body, without its framing.
///
/// Source: RFC 9112 sections 6.3 and 7.1.
struct HTTPBody {
    /// Progress of the body.
    enum State: Equatable {
        /// More bytes are needed.
        case incomplete
        /// The whole body has arrived, or as much as the limit allows.
        case complete
        /// The framing is invalid.
        case malformed
    }

    private enum Framing {
        case length(Int)
        case untilEnd
        /// Bytes that are missing from the current chunk.
        case chunk(Int)
        /// The received part of the line with the next chunk's size.
        case chunkLine([UInt8])
    }

    private var framing: Framing
    private let limit: Int
    /// The received bytes of the body.
    private(set) var bytes: [UInt8] = []
    private(set) var state = State.incomplete
    /// Bytes of the lines around chunks, which are limited because a server may send empty ones for
    /// ever.
    private var framingCount = 0

    init(_ head: HTTPHead, isHeadRequest: Bool, limit: Int) {
        self.limit = limit
        let said = head.framing
        if isHeadRequest || head.status == 204 || head.status == 304 {
            framing = .length(0)
        } else if said.isChunked {
            framing = .chunkLine([])
        } else if let length = said.contentLength {
            framing = .length(length)
        } else {
            framing = .untilEnd
        }
        conclude()
    }

    /// Whether the end of the connection ends the body.
    var endsWithConnection: Bool {
        if case .untilEnd = framing { return true }
        return state == .complete
    }

    mutating func append(_ more: ArraySlice<UInt8>) {
        var rest = more
        while state == .incomplete, !rest.isEmpty {
            switch framing {
            case .untilEnd:
                bytes += rest.prefix(limit - bytes.count)
                rest = []
            case .length(let length):
                // Bytes beyond the length do not belong to the body.
                bytes += rest.prefix(min(length, limit) - bytes.count)
                rest = []
            case .chunk(let left):
                let part = rest.prefix(left)
                bytes += part.prefix(limit - bytes.count)
                rest = rest.dropFirst(part.count)
                framing = left == part.count ? .chunkLine([]) : .chunk(left - part.count)
            case .chunkLine(let line):
                rest = appendLine(line, rest)
            }
            conclude()
        }
    }

    /// Continues the line before a chunk; the line end after a chunk is skipped here too.
    private mutating func appendLine(
        _ line: [UInt8], _ rest: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: 0x0a)
        framingCount += end.map { $0 - rest.startIndex + 1 } ?? rest.count
        guard framingCount <= 65_536 + 8 * limit else {
            state = .malformed
            return []
        }
        guard let end else {
            framing = .chunkLine(line + rest.prefix(1_024))
            if line.count > 1_024 { state = .malformed }
            return []
        }
        let whole = (line + rest[..<end]).filter { $0 != 0x0d }
        framing = .chunkLine([])
        if !whole.isEmpty {
            if let size = Self.size(whole) {
                if size == 0 { state = .complete } else { framing = .chunk(size) }
            } else {
                state = .malformed
            }
        }
        return rest[(end + 1)...]
    }

    /// The size at the beginning of a chunk's line; nil: missing, or beyond 2^63.
    ///
    /// Leading zeros and white space before an extension are allowed.
    private static func size(_ line: [UInt8]) -> Int? {
        let digits = line.prefix {
            switch $0 {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
            default: false
            }
        }
        let rest = line[digits.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func conclude() {
        guard state == .incomplete else { return }
        if bytes.count >= limit { state = .complete }
        if case .length(let length) = framing, bytes.count >= length { state = .complete }
    }
}
