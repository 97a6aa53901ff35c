import CNetlink

/// One attribute: its type and where its value lies.
///
/// Source: `linux/netlink.h`, `nlattr`.
struct Attribute: Equatable {
    /// The type without the bits for nesting and byte order.
    let type: Int
    /// The value's bytes, as offsets into the datagram.
    let value: Range<Int>
}

/// A walk over attributes that lie one after another; it ends at the first that does not fit.
///
/// It holds offsets only, so it is good for one datagram: the one that it was made for.
struct AttributeWalk: Equatable {
    private var rest: Range<Int>

    /// A walk over the attributes in this part of a datagram.
    init(over range: Range<Int>) {
        rest = range
    }

    /// A walk over the attributes inside this one.
    init(inside attribute: Attribute) {
        rest = attribute.value
    }

    /// The next attribute; nil at the end, and at bytes that are no attribute.
    mutating func next(in bytes: RawSpan) -> Attribute? {
        let start = rest.lowerBound
        guard rest.upperBound <= bytes.byteCount, rest.count >= Self.headerSize,
            let word = bytes.integer(UInt16.self, at: start),
            let type = bytes.integer(UInt16.self, at: start + 2)
        else { return nil }
        let length = Int(word)
        guard length >= Self.headerSize, length <= rest.count else { return nil }
        let padded = min((length + 3) & ~3, rest.count)
        rest = start + padded..<rest.upperBound
        return Attribute(
            type: Int(type) & Self.typeMask,
            value: start + Self.headerSize..<start + length)
    }

    private static let headerSize = MemoryLayout<nlattr>.size
    /// Source: `linux/netlink.h`, `NLA_TYPE_MASK`, a macro that Swift does not see.
    private static let typeMask = 0x3fff
}
