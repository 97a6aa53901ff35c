import Addresses

extension Datagram {
    /// The Ethernet frame of a message to its multicast group.
    ///
    /// - Parameter sender: the virtual MAC address, from which switches learn the way to the active
    ///   router. Source: RFC 9568 section 7.2; RFC 1112 section 6.4, RFC 2464 section 7.
    public func frame(from sender: MACAddress) -> [UInt8] {
        let group = destination.bytes
        switch source.family {
        case .ipv4:
            let receiver = [1, 0, 0x5e, group[1] & 0x7f, group[2], group[3]]
            return receiver + sender.bytes + [0x08, 0x00] + headerIPv4 + payload
        case .ipv6:
            let receiver = [0x33, 0x33] + group.suffix(4)
            return receiver + sender.bytes + [0x86, 0xdd] + headerIPv6 + payload
        }
    }

    /// Version 4, five words, the precedence of network control, no fragments.
    private var headerIPv4: [UInt8] {
        let length = UInt16(20 + payload.count)
        var header: [UInt8] = [
            0x45, 0xc0, UInt8(length >> 8), UInt8(length & 0xff), 0, 0, 0x40, 0, hopLimit,
            Self.protocolNumber, 0, 0,
        ]
        header += source.bytes + destination.bytes
        let sum = ChecksumForm.message.sum(
            of: Datagram(source: source, destination: destination, payload: header))
        header[10] = UInt8(sum >> 8)
        header[11] = UInt8(sum & 0xff)
        return header
    }

    /// Version 6, the traffic class of network control.
    private var headerIPv6: [UInt8] {
        let length = UInt16(payload.count)
        return [
            0x6c, 0, 0, 0, UInt8(length >> 8), UInt8(length & 0xff), Self.protocolNumber, hopLimit,
        ] + source.bytes + destination.bytes
    }
}
