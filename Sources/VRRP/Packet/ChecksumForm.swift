import Addresses

/// The bytes that the checksum of a version 3 message covers.
///
/// RFC 5798 was read in two ways for IPv4, and RFC 9568 chose the one that few programs use.
/// keepalived, FRR and tshark add the pseudo-header. Over IPv6 every program adds it.
public enum ChecksumForm: Sendable, Hashable, CaseIterable {
    /// The message and a pseudo-header of the addresses. IPv6 always; IPv4 as in RFC 5798.
    case pseudoHeader
    /// The message alone. VRRPv2; IPv4 as in RFC 9568 section 5.2.8.
    case message
    /// The pseudo-header has the multicast group in place of the unicast destination:
    /// keepalived before 1.3.7, and its option `unicast_chksum_compat`.
    case pseudoHeaderOfGroup

    /// The checksum of a message whose checksum field is zero; over a message with its checksum,
    /// zero.
    ///
    /// Source: RFC 1071; RFC 8200 section 8.1.
    func sum(of datagram: Datagram) -> UInt16 {
        var sum: UInt64 = 0
        switch self {
        case .message: break
        case .pseudoHeader: sum += Self.pseudoHeader(datagram, to: datagram.destination)
        case .pseudoHeaderOfGroup:
            sum += Self.pseudoHeader(datagram, to: Datagram.group(of: datagram.source.family))
        }
        sum += Self.words(datagram.payload)
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    /// The length is 16 bits over IPv4 and 32 bits over IPv6; as words they add up alike.
    private static func pseudoHeader(_ datagram: Datagram, to destination: IPAddress) -> UInt64 {
        let length = UInt64(datagram.payload.count)
        return words(datagram.source.bytes) + words(destination.bytes)
            + UInt64(Datagram.protocolNumber) + length & 0xffff + length >> 16
    }

    private static func words(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            sum += index.isMultiple(of: 2) ? UInt64(byte) << 8 : UInt64(byte)
        }
        return sum
    }
}
