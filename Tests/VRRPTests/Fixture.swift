import Addresses
import Foundation
import Testing
import VRRP

/// Packets in files, one a line: a name and hex digits.
enum Fixture {
    /// The packets of a file by name, IP header included.
    static func packets(_ file: String) throws -> [String: [UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let text = try String(
            contentsOf: folder.appending(path: "Fixtures/\(file).hex"), encoding: .utf8)
        var packets: [String: [UInt8]] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            packets[String(words[0])] = bytes(words[1])
        }
        return packets
    }

    static func bytes(_ hex: some StringProtocol) -> [UInt8] {
        let digits = Array(hex.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The datagram of a packet with its IP header.
    static func datagram(_ packet: [UInt8]) throws -> Datagram {
        guard packet[0] >> 4 == 6 else { return try Datagram(ipv4Packet: packet) }
        return Datagram(
            source: try #require(IPAddress(bytes: packet[8..<24])),
            destination: try #require(IPAddress(bytes: packet[24..<40])),
            hopLimit: packet[7], payload: Array(packet[40...]))
    }

    /// An IP packet of a datagram, as a socket would send it.
    static func packet(_ datagram: Datagram) -> [UInt8] {
        let length = datagram.payload.count
        let header: [UInt8]
        switch datagram.source.family {
        case .ipv4:
            var bytes: [UInt8] = [
                0x45, 0xc0, UInt8((length + 20) >> 8), UInt8((length + 20) & 0xff), 0, 1, 0, 0,
                datagram.hopLimit, 112, 0, 0,
            ]
            bytes += datagram.source.bytes + datagram.destination.bytes
            var sum = stride(from: 0, to: 20, by: 2).reduce(0) {
                $0 + Int(bytes[$1]) << 8 + Int(bytes[$1 + 1])
            }
            while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
            bytes[10] = UInt8(~sum >> 8 & 0xff)
            bytes[11] = UInt8(~sum & 0xff)
            header = bytes
        case .ipv6:
            header =
                [0x6c, 0, 0, 0, UInt8(length >> 8), UInt8(length & 0xff), 112, datagram.hopLimit]
                + datagram.source.bytes + datagram.destination.bytes
        }
        return header + datagram.payload
    }
}

/// An address of a test; the text must be one.
func ip(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
    return address
}
