import CNetlink

/// An iterator over the messages of one datagram; it ends at the first that does not fit.
struct MessageWalk {
    private var offset = 0
    /// Whether the iteration ended at bytes that are no message.
    private(set) var isMalformed = false

    /// Returns the next message; nil at the end.
    mutating func next(in datagram: RawSpan) -> NetlinkMessage? {
        let start = offset
        guard start < datagram.byteCount else { return nil }
        offset = datagram.byteCount
        guard let length = datagram.integer(UInt32.self, at: start).flatMap({ Int(exactly: $0) }),
            let type = datagram.integer(UInt16.self, at: start + 4),
            let flags = datagram.integer(UInt16.self, at: start + 6),
            let sequence = datagram.integer(UInt32.self, at: start + 8),
            let port = datagram.integer(UInt32.self, at: start + 12),
            length >= Self.headerSize, length <= datagram.byteCount - start
        else {
            isMalformed = true
            return nil
        }
        offset = min(start + (length + 3) & ~3, datagram.byteCount)
        return NetlinkMessage(
            type: type, flags: flags, sequence: sequence, port: port,
            payload: start + Self.headerSize..<start + length)
    }

    /// Source: `linux/netlink.h`, `NLMSG_HDRLEN`.
    static let headerSize = MemoryLayout<nlmsghdr>.size
}
