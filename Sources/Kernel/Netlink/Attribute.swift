/// An attribute: its type and the position of its value.
///
/// Source: `linux/netlink.h`, `nlattr`.
struct Attribute: Equatable {
    /// The type without the bits for nesting and byte order.
    let type: Int
    /// The value's bytes, as offsets into the datagram.
    let value: Range<Int>
}
