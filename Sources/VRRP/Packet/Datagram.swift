import Addresses

/// A received or sent VRRP message with the facts of its IP header that the protocol uses.
public struct Datagram: Sendable, Hashable {
    /// Number of the protocol in IPv4 and IPv6 headers.
    ///
    /// Source: RFC 9568 section 5.1.
    public static let protocolNumber: UInt8 = 112

    /// Sender.
    ///
    /// The primary address of its interface; over IPv6 a link-local address.
    public var source: IPAddress
    /// Multicast group, or the receiver on a unicast link.
    public var destination: IPAddress
    /// TTL or hop limit.
    ///
    /// 255 when sent; a router on the way would have lowered it.
    public var hopLimit: UInt8
    /// The VRRP message, without IP header and without padding of the network.
    public var payload: [UInt8]

    /// Creates a datagram; the hop limit is 255, as the RFC wants it to be sent.
    public init(
        source: IPAddress, destination: IPAddress, hopLimit: UInt8 = 255, payload: [UInt8]
    ) {
        self.source = source
        self.destination = destination
        self.hopLimit = hopLimit
        self.payload = payload
    }

    /// Parses an IPv4 packet as a raw socket returns it, header included.
    ///
    /// Bytes beyond the total length of the header are padding of the network and are dropped.
    ///
    /// **Errors:** ``Refusal/envelope`` for a header that is incomplete or of another protocol, for
    /// a fragment, and for fewer bytes than the header counts.
    public init(ipv4Packet bytes: [UInt8]) throws(Refusal) {
        guard bytes.count >= 20, bytes[0] >> 4 == 4, bytes[9] == Self.protocolNumber else {
            throw .envelope
        }
        let header = Int(bytes[0] & 0xf) * 4
        let total = Int(bytes[2]) << 8 | Int(bytes[3])
        let isFragment = bytes[6] & 0x3f != 0 || bytes[7] != 0
        guard header >= 20, total >= header, bytes.count >= total, !isFragment,
            let source = IPAddress(bytes: bytes[12..<16]),
            let destination = IPAddress(bytes: bytes[16..<20])
        else { throw .envelope }
        self.init(
            source: source, destination: destination, hopLimit: bytes[8],
            payload: Array(bytes[header..<total]))
    }

    /// The multicast group of a family: 224.0.0.18 or ff02::12.
    ///
    /// Source: RFC 9568 sections 5.1.1.2 and 5.1.2.2.
    public static func group(of family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(rawValue: 0xe000_0012))
        case .ipv6: .v6(IPv6Address(high: 0xff02_0000_0000_0000, low: 0x12))
        }
    }
}
