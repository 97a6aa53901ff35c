/// A message of a datagram.
///
/// Source: `linux/netlink.h`, `nlmsghdr`.
struct NetlinkMessage: Equatable {
    /// The type: `NLMSG_DONE`, `NLMSG_ERROR`, an `RTM_*`, or the number of a generic family.
    let type: UInt16
    /// `NLM_F_*`.
    let flags: UInt16
    /// The sequence number of its request.
    let sequence: UInt32
    /// The port of the requesting socket.
    let port: UInt32
    /// The payload after the header, as offsets into the datagram.
    let payload: Range<Int>

    /// The attributes after a fixed header of this many bytes.
    func attributes(after header: Int) -> AttributeWalk {
        let start = min(payload.lowerBound + (header + 3) & ~3, payload.upperBound)
        return AttributeWalk(over: start..<payload.upperBound)
    }
}
