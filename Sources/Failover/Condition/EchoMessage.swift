import Addresses

/// An ICMP echo request and its reply.
///
/// Source: RFC 792, RFC 4443.
struct EchoMessage: Equatable {
    /// The family of the address.
    let family: AddressFamily
    /// The number of the sender.
    let identifier: UInt16
    /// The number of the request.
    let sequence: UInt16

    /// The bytes of the request.
    ///
    /// The kernel sets the checksum of ICMPv6.
    var request: [UInt8] {
        var bytes: [UInt8] = [family == .ipv4 ? 8 : 128, 0, 0, 0]
        for word in [identifier, sequence] {
            bytes += [UInt8(truncatingIfNeeded: word >> 8), UInt8(truncatingIfNeeded: word)]
        }
        guard family == .ipv4 else { return bytes }
        var sum: UInt32 = 0x0800 + UInt32(identifier) + UInt32(sequence)
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        bytes[2] = ~UInt8(truncatingIfNeeded: sum >> 8)
        bytes[3] = ~UInt8(truncatingIfNeeded: sum)
        return bytes
    }

    /// Whether bytes of a raw socket are the reply; IPv4 ones begin with the IP header, whose first
    /// byte has its length in words.
    func isAnswered(by bytes: ArraySlice<UInt8>) -> Bool {
        var reply = bytes
        if family == .ipv4, let first = bytes.first { reply = bytes.dropFirst(Int(first & 15) * 4) }
        return reply.count >= 8 && reply.first == (family == .ipv4 ? 0 : 129)
            && Array(reply.dropFirst(4).prefix(4)) == Array(request[4...])
    }
}
