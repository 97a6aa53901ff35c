import Addresses
import Model

/// An Ethernet frame with a packet that has the number of a test.
///
/// IPv4 has the number in its identification, IPv6 in its flow label; both have traffic class 0xb8,
/// unlike other packets of a host. The payload has the number too, as sockets for raw IPv6 packets
/// read no header.
struct FirewallFrame {
    /// The bytes, from the destination's link address on.
    let bytes: [UInt8]

    /// The link address of the host under test.
    static let host: [UInt8] = [2, 0, 0, 0, 0, 1]
    /// The link address of every other host.
    static let others: [UInt8] = [2, 0, 0, 0, 0, 2]

    private static let marker: UInt16 = 0xb8b8

    /// Creates the frame of a packet.
    ///
    /// - Parameter isReply: whether it is the second packet of its connection, a SYN and ACK.
    init(_ packet: FirewallPacket, number: UInt16, isReply: Bool = false) {
        let body = Self.payload(of: packet, number, isReply)
        let header: [UInt8]
        let kind: [UInt8]
        if packet.destination.address.family == .ipv4 {
            var bytes: [UInt8] = [0x45, 0xb8]
            bytes += Self.word(UInt16(20 + body.count)) + Self.word(number) + [0, 0, 64]
            bytes.append(packet.transport.rawValue)
            bytes += [0, 0] + packet.source.address.bytes + packet.destination.address.bytes
            let sum = Self.word(Self.checksum(bytes))
            bytes[10] = sum[0]
            bytes[11] = sum[1]
            header = bytes
            kind = [0x08, 0x00]
        } else {
            header =
                [0x6b, 0x80] + Self.word(number) + Self.word(UInt16(body.count))
                + [packet.transport.rawValue, 64] + packet.source.address.bytes
                + packet.destination.address.bytes
            kind = [0x86, 0xdd]
        }
        bytes = Self.host + Self.others + kind + header + body
    }

    private static func payload(
        of packet: FirewallPacket, _ number: UInt16, _ isReply: Bool
    ) -> [UInt8] {
        let ports = word(packet.source.port) + word(packet.destination.port)
        let tag = word(marker) + word(number)
        switch packet.transport {
        case .tcp:
            // A SYN, or a SYN and ACK, without options.
            let answered = isReply ? word(marker) + word(number &+ 1) : [0, 0, 0, 0]
            let flags: UInt8 = isReply ? 0x12 : 0x02
            let segment = ports + tag + answered + [0x50, flags, 0x10, 0, 0, 0, 0, 0]
            return summed(segment, at: 16, of: packet)
        case .udp: return summed(ports + word(12) + [0, 0] + tag, at: 6, of: packet)
        case .sctp:
            // An INIT chunk; connection tracking verifies the checksum.
            let chunk = [1, 0, 0, 20] + tag + [0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]
            let sum = castagnoli(ports + [0, 0, 0, 0, 0, 0, 0, 0] + chunk)
            return ports + [0, 0, 0, 0] + sum + chunk
        case .icmp, .icmpv6:
            let type = packet.icmpType ?? 8
            // The identifier is the number, so that each message is a connection of its own.
            return summed([type, 0, 0, 0] + word(number) + word(marker), at: 2, of: packet)
        default: return tag + [0, 0, 0, 0]
        }
    }

    /// Returns a payload with its checksum.
    private static func summed(
        _ payload: [UInt8], at place: Int, of packet: FirewallPacket
    ) -> [UInt8] {
        var pseudo: [UInt8] = []
        if packet.transport != .icmp {
            pseudo = packet.source.address.bytes + packet.destination.address.bytes
            pseudo += [0, packet.transport.rawValue] + word(UInt16(payload.count))
        }
        let sum = word(checksum(pseudo + payload))
        return payload[..<place] + sum + payload[(place + 2)...]
    }

    private static func word(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(value & 0xff)]
    }

    /// The checksum of SCTP: CRC-32C, its lowest byte first.
    ///
    /// Source: RFC 9260, appendix A.
    private static func castagnoli(_ bytes: [UInt8]) -> [UInt8] {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82f6_3b78 : sum >> 1 }
        }
        return (0..<4).map { UInt8(truncatingIfNeeded: ~sum >> ($0 * 8)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum += UInt32(bytes[index]) << 8 | UInt32(low)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}

/// A packet of a test on its way, as a socket has read it.
struct FirewallArrival: Hashable {
    /// The number of the test.
    let number: UInt16
    /// Source and destination.
    let source: Endpoint
    /// The destination.
    let destination: Endpoint

    /// Reads the packet of a frame; nil: it is none of a test.
    init?(frame: ArraySlice<UInt8>) {
        let bytes = Array(frame.dropFirst(14))
        guard frame.count >= 38 else { return nil }
        let isIPv4 = bytes[0] >> 4 == 4
        let (start, transport): (Int, UInt8)
        if isIPv4 {
            guard bytes[1] == 0xb8 else { return nil }
            (start, transport) = (20, bytes[9])
            number = Self.word(bytes, 4)
        } else {
            guard bytes[0] == 0x6b, bytes[1] == 0x80 else { return nil }
            (start, transport) = (40, bytes[6])
            number = Self.word(bytes, 2)
        }
        let length = isIPv4 ? 4 : 16
        guard bytes.count >= start + 4,
            let from = IPAddress(bytes: Array(bytes[(start - 2 * length)..<(start - length)])),
            let to = IPAddress(bytes: Array(bytes[(start - length)..<start]))
        else { return nil }
        let hasPorts = FirewallProtocol(rawValue: transport).hasPorts
        source = Endpoint(from, port: hasPorts ? Self.word(bytes, start) : 0)
        destination = Endpoint(to, port: hasPorts ? Self.word(bytes, start + 2) : 0)
    }

    /// Reads the number in a payload of raw IPv6; nil: it is none of a test.
    static func number(in payload: ArraySlice<UInt8>, of transport: UInt8) -> Int? {
        let bytes = Array(payload)
        let place =
            switch FirewallProtocol(rawValue: transport) {
            case .tcp: 4
            case .udp: 8
            case .sctp: 16
            case .icmpv6: 4
            default: 0
            }
        guard bytes.count >= place + 4 else { return nil }
        let words = [word(bytes, place), word(bytes, place + 2)]
        let isMessage = transport == FirewallProtocol.icmpv6.rawValue
        guard words[isMessage ? 1 : 0] == 0xb8b8 else { return nil }
        return Int(words[isMessage ? 0 : 1])
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> UInt16 {
        UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    }
}
