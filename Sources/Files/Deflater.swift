/// A compressor with fixed codes, which replaces repeated text by a reference to its last copy.
///
/// **Source:** RFC 1951, section 3.2.6.
struct Deflater {
    private var output: [UInt8] = []
    private var pending: UInt64 = 0
    private var count = 0

    /// The farthest reference, and the longest one.
    private static let reach = (distance: 32_768, length: 258)
    /// The number of remembered places, a power of two.
    private static let places = 1 << 15

    /// The least length and distance of each code, and the number of further bits.
    private static let lengths = codes(from: 3, first: 8, step: 4, count: 28)
    private static let distances = codes(from: 1, first: 4, step: 2, count: 30)

    private static func codes(
        from start: Int, first: Int, step: Int, count: Int
    ) -> [(least: Int, bits: Int)] {
        var all: [(Int, Int)] = []
        var least = start
        for code in 0..<count {
            let bits = code < first ? 0 : (code - first) / step + 1
            all.append((least, bits))
            least += 1 << bits
        }
        return all
    }

    /// Begins the only block.
    init() {
        put(1, bits: 1)
        put(1, bits: 2)
    }

    /// Compresses the bytes of the block.
    mutating func add(_ bytes: [UInt8]) {
        var last = [Int](repeating: -1, count: Self.places)
        var place = 0
        while place < bytes.count {
            guard place + 3 <= bytes.count else {
                put(symbol: Int(bytes[place]))
                place += 1
                continue
            }
            let key = Self.key(bytes, place)
            let former = last[key]
            last[key] = place
            let length =
                former >= 0 && place - former <= Self.reach.distance
                ? Self.common(bytes, former, place) : 0
            guard length >= 3 else {
                put(symbol: Int(bytes[place]))
                place += 1
                continue
            }
            put(length: length)
            put(distance: place - former)
            place += length
        }
    }

    /// Ends the block, and returns all bytes.
    mutating func end() -> [UInt8] {
        put(symbol: 256)
        if count > 0 { put(0, bits: 8 - count) }
        return output
    }

    private static func key(_ bytes: [UInt8], _ place: Int) -> Int {
        let word =
            UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
        return Int((word &* 0x9e37_79b1) >> 17)
    }

    private static func common(_ bytes: [UInt8], _ former: Int, _ place: Int) -> Int {
        let limit = min(reach.length, bytes.count - place)
        var length = 0
        while length < limit, bytes[former + length] == bytes[place + length] { length += 1 }
        return length
    }

    private mutating func put(length: Int) {
        // 258 has a code of its own.
        if length == Self.reach.length { return put(symbol: 285) }
        let code = Self.lengths.lastIndex { $0.least <= length } ?? 0
        put(symbol: 257 + code)
        put(UInt32(length - Self.lengths[code].least), bits: Self.lengths[code].bits)
    }

    private mutating func put(distance: Int) {
        let code = Self.distances.lastIndex { $0.least <= distance } ?? 0
        put(reversed: UInt32(code), bits: 5)
        put(UInt32(distance - Self.distances[code].least), bits: Self.distances[code].bits)
    }

    private mutating func put(symbol: Int) {
        let symbol = UInt32(symbol)
        switch symbol {
        case ..<144: put(reversed: 0x30 + symbol, bits: 8)
        case ..<256: put(reversed: 0x190 + symbol - 144, bits: 9)
        case ..<280: put(reversed: symbol - 256, bits: 7)
        default: put(reversed: 0xc0 + symbol - 280, bits: 8)
        }
    }

    /// Codes have their highest bit first.
    private mutating func put(reversed code: UInt32, bits: Int) {
        var value: UInt32 = 0
        for bit in 0..<bits where code & 1 << UInt32(bit) != 0 {
            value |= 1 << UInt32(bits - 1 - bit)
        }
        put(value, bits: bits)
    }

    private mutating func put(_ value: UInt32, bits: Int) {
        pending |= UInt64(value) << UInt64(count)
        count += bits
        while count >= 8 {
            output.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }
}
