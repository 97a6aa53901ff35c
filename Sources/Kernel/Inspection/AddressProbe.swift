import Addresses

/// A question to the neighbours of an interface for the owner of an address.
///
/// Neither form changes the tables of neighbours: the sender of the ARP probe has no address, and
/// a neighbour solicitation from a link-local address is an ordinary one. A solicitation without a
/// sender would end the duplicate address detection of a node that takes the address over.
///
/// Source: RFC 5227 section 2.1.1; RFC 4861 section 7.2.2; RFC 4862 section 5.4.3.
struct AddressProbe: Equatable {
    /// `ETH_P_ARP` or `ETH_P_IPV6`.
    let etherType: UInt16
    /// The destination of the frame.
    let receiver: MACAddress
    /// The payload of the frame.
    let payload: [UInt8]

    /// Creates the probe for an address.
    ///
    /// - Parameters:
    ///   - sender: the hardware address of the interface.
    ///   - source: the link-local address of the interface, for IPv6.
    ///
    /// **Errors:** nil for an IPv6 address without a link-local source.
    init?(for address: IPAddress, at sender: MACAddress, source: IPv6Address?) {
        switch address {
        case .v4(let address):
            etherType = 0x0806
            receiver = .broadcast
            let unknown = [UInt8](repeating: 0, count: 6)
            payload =
                [0, 1, 8, 0, 6, 4, 0, 1] + sender.bytes + [0, 0, 0, 0] + unknown + address.bytes
        case .v6(let address):
            let bytes = address.bytes
            guard let source, let group = MACAddress(bytes: [0x33, 0x33, 0xff] + bytes[13...])
            else { return nil }
            etherType = 0x86dd
            receiver = group
            payload = Self.solicitation(bytes, sender, source)
        }
    }

    /// Source: RFC 4861 section 4.3: type 135, the target, and the sender's hardware address.
    private static func solicitation(
        _ target: [UInt8], _ sender: MACAddress, _ source: IPv6Address
    ) -> [UInt8] {
        let group: [UInt8] =
            [0xff, 0x02] + [UInt8](repeating: 0, count: 9) + [1, 0xff] + target[13...]
        let rest = [0, 0, 0, 0] + target + [1, 1] + sender.bytes
        let type: [UInt8] = [135, 0]
        let length: [UInt8] = [0, UInt8(4 + rest.count)]
        let pseudoHeader = source.bytes + group + [0, 0] + length + [0, 0, 0, 58]
        let sum = Announcement.checksum(pseudoHeader + type + [0, 0] + rest)
        let header: [UInt8] = [0x60, 0, 0, 0] + length + [58, 255]
        return header + source.bytes + group + type
            + [UInt8(sum >> 8), UInt8(truncatingIfNeeded: sum)] + rest
    }

    /// Returns the address that the sender of an ARP packet has, and its hardware address; nil:
    /// none, or no ARP packet for IPv4.
    static func owner(inARP payload: [UInt8]) -> (IPAddress, MACAddress)? {
        guard payload.count >= 28, payload.starts(with: [0, 1, 8, 0, 6, 4]),
            let hardware = MACAddress(bytes: payload[8..<14]),
            let address = IPAddress(bytes: payload[14..<18]), !address.isUnspecified
        else { return nil }
        return (address, hardware)
    }

    /// Returns the address in a neighbour advertisement, with the hardware address in it, or that
    /// of the frame; nil: it is no advertisement.
    static func owner(
        inIPv6 payload: [UInt8], from sender: MACAddress?
    ) -> (IPAddress, MACAddress)? {
        guard payload.count >= 64, payload[6] == 58, payload[7] == 255, payload[40] == 136,
            let address = IPAddress(bytes: payload[48..<64])
        else { return nil }
        var hardware = sender
        // Source: RFC 4861 section 4.6.1: option 2, of one unit of 8 bytes.
        if payload.count >= 72, payload[64] == 2, payload[65] == 1 {
            hardware = MACAddress(bytes: payload[66..<72])
        }
        return hardware.map { (address, $0) }
    }
}
