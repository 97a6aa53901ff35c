/// An IPv6 address as a value, without a zone.
///
/// Source: RFC 4291.
public struct IPv6Address: Sendable, Hashable {
    /// The first 64 bits, most significant first.
    public let high: UInt64
    /// The last 64 bits.
    public let low: UInt64

    /// Creates an address from its 128 bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Creates an address from its eight groups of 16 bits.
    ///
    /// **Errors:** a precondition: there must be eight groups.
    init(groups: [UInt16]) {
        precondition(groups.count == 8, "an IPv6 address has eight groups")
        let halves = [groups[..<4], groups[4...]].map {
            $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        }
        self.init(high: halves[0], low: halves[1])
    }

    /// Creates an address from bytes in network order; nil unless there are sixteen.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The sixteen bytes in network order.
    public var bytes: [UInt8] {
        groups.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    /// The eight groups of 16 bits.
    var groups: [UInt16] {
        [high, low].flatMap { half in
            [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }
}

extension IPv6Address: Comparable {
    /// Numeric order.
    public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
