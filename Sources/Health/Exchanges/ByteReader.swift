/// Takes numbers and texts off the front of a reply; nil where it is too short for them.
struct ByteReader {
    /// What is still there.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func byte() -> UInt8? { rest.popFirst() }

    /// The next bytes, so many.
    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A number with its highest byte first, of at most seven bytes.
    mutating func big(_ count: Int) -> Int? {
        bytes(min(count, 7)).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    /// A number with its lowest byte first, of at most seven bytes.
    mutating func little(_ count: Int) -> Int? {
        bytes(min(count, 7)).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
    }

    /// What is before the next zero byte, which is taken off too.
    mutating func text() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

extension Array<UInt8> {
    /// Adds a number with its highest byte first.
    mutating func append(big number: Int, _ count: Int) {
        for index in (0..<count).reversed() {
            append(UInt8(truncatingIfNeeded: number >> (8 * index)))
        }
    }

    /// Adds a number with its lowest byte first.
    mutating func append(little number: Int, _ count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    /// Adds a text and the zero byte that ends it.
    mutating func append(text: String) {
        append(contentsOf: text.utf8.filter { $0 != 0 })
        append(0)
    }
}

/// Two texts of the same length, one bit exclusive of the other.
func exclusive(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> [UInt8] {
    zip(left, right).map { $0 ^ $1 }
}
