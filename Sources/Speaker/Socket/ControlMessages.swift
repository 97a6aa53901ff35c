import Addresses
import Glibc

/// Control messages beside a packet: its addresses, interface and hop limit.
///
/// Source: `cmsg(3)`, `ip(7)`, `ipv6(7)`. The macros of `cmsg(3)` are not visible to Swift.
struct ControlMessages {
    /// The bytes of the messages.
    private(set) var bytes: [UInt8] = []

    private static let header = MemoryLayout<cmsghdr>.size
    /// Each message begins at a multiple of the size of a `size_t`.
    private static let alignment = MemoryLayout<Int>.size

    /// The messages of a packet that is sent.
    ///
    /// For IPv4 `IP_PKTINFO` (`in_pktinfo`: index, local address, destination) and `IP_TTL`, for
    /// IPv6 `IPV6_PKTINFO` (`in6_pktinfo`: address, index) and `IPV6_HOPLIMIT`.
    init(sendingFrom source: IPAddress, interface: Int32, hopLimit: UInt8) {
        let index = withUnsafeBytes(of: interface) { Array($0) }
        let hops = withUnsafeBytes(of: Int32(hopLimit)) { Array($0) }
        switch source {
        case .v4:
            append(IPPROTO_IP, IP_PKTINFO, index + source.bytes + [0, 0, 0, 0])
            append(IPPROTO_IP, IP_TTL, hops)
        case .v6:
            append(Int(IPPROTO_IPV6), IPV6_PKTINFO, source.bytes + index)
            append(Int(IPPROTO_IPV6), IPV6_HOPLIMIT, hops)
        }
    }

    private mutating func append(_ level: Int, _ type: Int32, _ data: [UInt8]) {
        var header = cmsghdr()
        header.cmsg_len = Self.header + data.count
        header.cmsg_level = Int32(level)
        header.cmsg_type = type
        withUnsafeBytes(of: header) { bytes.append(contentsOf: $0) }
        bytes += data
        while !bytes.count.isMultiple(of: Self.alignment) { bytes.append(0) }
    }

    /// The destination and the hop limit of a received packet of IPv6.
    struct Received: Equatable {
        var destination: IPAddress?
        var hopLimit: UInt8?
    }

    /// Reads the messages of a received packet; messages that do not fit end the reading.
    static func received(in bytes: UnsafeRawBufferPointer) -> Received {
        var received = Received()
        var place = 0
        while bytes.count - place >= header {
            let head = bytes.loadUnaligned(fromByteOffset: place, as: cmsghdr.self)
            guard head.cmsg_len >= header, head.cmsg_len <= bytes.count - place else { break }
            let data = UnsafeRawBufferPointer(
                rebasing: bytes[(place + header)..<(place + head.cmsg_len)])
            switch (head.cmsg_level, head.cmsg_type) {
            case (Int32(IPPROTO_IPV6), IPV6_PKTINFO) where data.count >= 16:
                received.destination = IPAddress(bytes: data[..<16])
            case (Int32(IPPROTO_IPV6), IPV6_HOPLIMIT) where data.count >= 4:
                received.hopLimit = UInt8(exactly: data.loadUnaligned(as: Int32.self))
            default: break
            }
            place += (head.cmsg_len + alignment - 1) / alignment * alignment
        }
        return received
    }
}
