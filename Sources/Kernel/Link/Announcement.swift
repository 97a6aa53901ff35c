import Addresses

/// A packet that announces the link-layer address of an IP address to the neighbours.
struct Announcement: Equatable {
    /// Source: `linux/if_ether.h`, `ETH_P_ARP`, `ETH_P_IPV6`.
    let etherType: UInt16
    /// The destination of the frame.
    let receiver: MACAddress
    /// The payload of the frame.
    let payload: [UInt8]

    /// Creates the announcement of this address at this interface.
    ///
    /// - Parameter isRouter: whether the host forwards IPv6 packets on the interface; neighbours
    ///   delete
    /// their default routes over a router whose announcement lacks the router flag.
    init?(of address: IPAddress, at sender: MACAddress, isRouter: Bool = false) {
        switch address {
        case .v4(let address):
            etherType = 0x0806
            receiver = .broadcast
            payload = Self.gratuitousARP(address, sender)
        case .v6(let address):
            guard let all = MACAddress(bytes: [0x33, 0x33, 0, 0, 0, 1]) else { return nil }
            etherType = 0x86dd
            receiver = all
            payload = Self.neighbourAdvertisement(address, sender, isRouter: isRouter)
        }
    }

    /// An ARP request with equal sender and target.
    ///
    /// Source: RFC 5227 section 2.3.
    private static func gratuitousARP(_ address: IPv4Address, _ sender: MACAddress) -> [UInt8] {
        let ethernetForIPv4: [UInt8] = [0, 1, 8, 0, 6, 4]
        let request: [UInt8] = [0, 1]
        let unknown = [UInt8](repeating: 0, count: 6)
        return ethernetForIPv4 + request + sender.bytes + address.bytes + unknown + address.bytes
    }

    /// An unsolicited advertisement with the override flag, to all nodes of the link.
    ///
    /// Source: RFC 4861 sections 4.4 and 7.2.6; the flags are "router" and "override".
    private static func neighbourAdvertisement(
        _ address: IPv6Address, _ sender: MACAddress, isRouter: Bool
    ) -> [UInt8] {
        let allNodes = IPv6Address(high: 0xff02_0000_0000_0000, low: 1)
        let override: [UInt8] = [isRouter ? 0xa0 : 0x20, 0, 0, 0]
        let targetLinkLayerAddress: [UInt8] = [2, 1]
        let rest = override + address.bytes + targetLinkLayerAddress + sender.bytes
        let type: [UInt8] = [136, 0]
        let length = UInt16(type.count + 2 + rest.count)
        let icmpv6: UInt8 = 58
        let pseudoHeader =
            address.bytes + allNodes.bytes + [0, 0] + bytes(length) + [0, 0, 0, icmpv6]
        let sum = checksum(pseudoHeader + type + [0, 0] + rest)
        let header: [UInt8] = [0x60, 0, 0, 0] + bytes(length) + [icmpv6, 255]
        return header + address.bytes + allNodes.bytes + type + bytes(sum) + rest
    }

    /// The Internet checksum of an even number of bytes.
    ///
    /// Source: RFC 1071.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    private static func bytes(_ word: UInt16) -> [UInt8] {
        [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)]
    }
}
