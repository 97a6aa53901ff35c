import CNetlink

/// An iterator over consecutive attributes; it ends at the first that does not fit.
///
/// It only stores offsets, so it is valid for the datagram that it was created for.
struct AttributeWalk: Equatable {
    private var rest: Range<Int>

    /// Creates an iterator over the attributes in this part of a datagram.
    init(over range: Range<Int>) {
        rest = range
    }

    /// Creates an iterator over the nested attributes of this one.
    init(inside attribute: Attribute) {
        rest = attribute.value
    }

    /// Returns the next attribute; nil at the end, and at bytes that are no attribute.
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
