/// Reads numbers and texts from the front of a reply; nil where the reply is too short.
struct ByteReader {
    /// The unread bytes.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func byte() -> UInt8? { rest.popFirst() }

    /// Reads this many bytes.
    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Reads a big-endian number of at most seven bytes.
    mutating func big(_ count: Int) -> Int? {
        bytes(min(count, 7)).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    /// Reads a little-endian number of at most seven bytes.
    mutating func little(_ count: Int) -> Int? {
        bytes(min(count, 7)).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
    }

    /// Reads up to the next zero byte, which is removed too.
    mutating func text() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

extension Array<UInt8> {
    /// Appends a big-endian number.
    mutating func append(big number: Int, _ count: Int) {
        for index in (0..<count).reversed() {
            append(UInt8(truncatingIfNeeded: number >> (8 * index)))
        }
    }

    /// Appends a little-endian number.
    mutating func append(little number: Int, _ count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    /// Appends a text and a terminating zero byte.
    mutating func append(text: String) {
        append(contentsOf: text.utf8.filter { $0 != 0 })
        append(0)
    }
}

/// The exclusive or of two byte sequences of the same length.
func exclusive(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> [UInt8] {
    zip(left, right).map { $0 ^ $1 }
}
