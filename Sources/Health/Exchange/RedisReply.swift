/// Parses one reply of Redis from fragments of any size.
///
/// Its text consists of simple strings, numbers and bulk strings; elements of an array are lines.
/// Source: redis.io, "Redis serialization protocol specification", version 2.
struct RedisReply: Sendable {
    enum State: Equatable {
        /// More bytes are needed.
        case incomplete
        /// The reply is complete.
        case complete
        /// The reply exceeds the limit.
        case excess
        /// The bytes are no valid reply.
        case malformed
    }

    private let limit: Int
    private(set) var state = State.incomplete
    private(set) var text: [UInt8] = []
    /// The text of an error; nil: the reply is no error.
    private(set) var error: [UInt8]?
    /// The first received bytes.
    private(set) var start: [UInt8] = []

    private var line: [UInt8] = []
    /// Missing bytes of a bulk string, with its line end; nil: a line is being read.
    private var bulk: Int?
    /// Number of missing elements.
    private var elements = 1
    private var count = 0

    /// Creates a parser that stores at most this many bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether no byte has arrived.
    var isEmpty: Bool { start.isEmpty }

    /// Parses received bytes, and returns the bytes after the reply.
    mutating func append(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        start += bytes.prefix(200 - start.count)
        var rest = bytes
        while state == .incomplete, let byte = rest.popFirst() {
            count += 1
            if count > limit { state = .excess } else { receive(byte) }
        }
        return rest
    }

    private mutating func receive(_ byte: UInt8) {
        if let left = bulk {
            if left > 2 { text.append(byte) }
            bulk = left - 1
            if left == 1 { elementEnded() }
            return
        }
        // An invalid first byte is detected at once, and not at the limit.
        if line.isEmpty, !"+-:$*".utf8.contains(byte) { return state = .malformed }
        guard byte == UInt8(ascii: "\n") else { return line.append(byte) }
        guard line.last == UInt8(ascii: "\r") else { return state = .malformed }
        lineEnded(line.dropLast())
        line = []
    }

    private mutating func lineEnded(_ line: ArraySlice<UInt8>) {
        let value = line.dropFirst()
        switch line.first {
        case UInt8(ascii: "+"), UInt8(ascii: ":"):
            text += value
            elementEnded()
        case UInt8(ascii: "-"):
            error = error ?? Array(value)
            elementEnded()
        case UInt8(ascii: "$"):
            guard let size = Self.size(value) else { return state = .malformed }
            if size < 0 { elementEnded() } else { bulk = size + 2 }
        default:
            guard let size = Self.size(value) else { return state = .malformed }
            elements += max(size, 0)
            elementEnded(isLine: false)
        }
    }

    private mutating func elementEnded(isLine: Bool = true) {
        bulk = nil
        elements -= 1
        if elements == 0 { state = .complete } else if isLine { text.append(0x0a) }
    }

    /// -1 for null, at most 512 MiB, the limit of Redis.
    private static func size(_ digits: ArraySlice<UInt8>) -> Int? {
        guard let size = Int(String(decoding: digits, as: UTF8.self)),
            (-1...536_870_912).contains(size)
        else { return nil }
        return size
    }
}
