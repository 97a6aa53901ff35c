/// One reply of Redis, from bytes in pieces of any size.
///
/// Its text is what simple strings, numbers and bulk strings say; those of an array are lines.
/// Source: redis.io, "Redis serialization protocol specification", version 2.
struct RedisReply: Sendable {
    enum State: Equatable {
        /// More has to come.
        case incomplete
        /// All of it is there.
        case complete
        /// It is longer than what is read of it.
        case excess
        /// It is none.
        case malformed
    }

    private let limit: Int
    private(set) var state = State.incomplete
    private(set) var text: [UInt8] = []
    /// What an error says; nil: it is none.
    private(set) var error: [UInt8]?
    /// The first bytes as they came.
    private(set) var start: [UInt8] = []

    private var line: [UInt8] = []
    /// Bytes of a bulk string, with the end of its line, that have to come; nil: a line has.
    private var bulk: Int?
    /// Elements that have to come.
    private var elements = 1
    private var count = 0

    /// A reply of which so many bytes are read.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether nothing has come.
    var isEmpty: Bool { start.isEmpty }

    /// Takes what has come, and gives back what lies beyond the reply.
    mutating func append(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        start += bytes.prefix(200 - start.count)
        var rest = bytes
        while state == .incomplete, let byte = rest.popFirst() {
            count += 1
            if count > limit { state = .excess } else { take(byte) }
        }
        return rest
    }

    private mutating func take(_ byte: UInt8) {
        if let left = bulk {
            if left > 2 { text.append(byte) }
            bulk = left - 1
            if left == 1 { elementEnded() }
            return
        }
        // A wrong first byte is seen at once, and not after the limit.
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

    /// -1 for nothing, at most 512 MiB, which is Redis's own limit.
    private static func size(_ digits: ArraySlice<UInt8>) -> Int? {
        guard let size = Int(String(decoding: digits, as: UTF8.self)),
            (-1...536_870_912).contains(size)
        else { return nil }
        return size
    }
}
