import Addresses
import Model

/// An echo request and its reply.
///
/// A reply matches by its sequence number and eight random bytes. On a datagram socket the kernel
/// sets the identifier. Source: RFC 792, RFC 4443.
struct PingExchange: Exchange {
    private let family: AddressFamily
    private let isRaw: Bool
    private let identifier: UInt16
    private let sequence: UInt16
    private let token: UInt64

    init(
        _ family: AddressFamily, isRaw: Bool, token: UInt64 = .random(in: 0...UInt64.max)
    ) {
        self.family = family
        self.isRaw = isRaw
        self.token = token
        identifier = UInt16(truncatingIfNeeded: token >> 16)
        sequence = UInt16(truncatingIfNeeded: token)
    }

    /// The bytes of the request.
    ///
    /// The kernel sets the checksum of ICMPv6 and of datagram sockets; Ballast sets that of raw
    /// ICMP.
    var request: [UInt8] {
        var bytes: [UInt8] = [family == .ipv4 ? 8 : 128, 0, 0, 0]
        for word in [identifier, sequence] { append(word, to: &bytes) }
        bytes += tokenBytes
        guard family == .ipv4 else { return bytes }
        let sum = Self.checksum(bytes)
        bytes[2] = UInt8(truncatingIfNeeded: sum >> 8)
        bytes[3] = UInt8(truncatingIfNeeded: sum)
        return bytes
    }

    mutating func opened() -> Move { .send(request) }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        var message = bytes
        // A raw IPv4 socket also receives the IP header, whose first byte has its length in words.
        if isRaw, family == .ipv4, let first = message.first {
            message = message.dropFirst(Int(first & 0x0f) * 4)
        }
        let reply = Array(message)
        guard reply.count == 16, reply[0] == (family == .ipv4 ? 0 : 129), reply[1] == 0,
            reply[6] == UInt8(truncatingIfNeeded: sequence >> 8),
            reply[7] == UInt8(truncatingIfNeeded: sequence),
            reply[8...].elementsEqual(tokenBytes)
        else { return .wait }
        return .done(.passed(.receive))
    }

    mutating func ended() -> Move { .wait }

    func expired() -> Finding {
        .failed(.receive, expected: "an echo reply", seen: "nothing")
    }

    private var tokenBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: token >> (56 - 8 * UInt64($0))) }
    }

    private func append(_ word: UInt16, to bytes: inout [UInt8]) {
        bytes += [UInt8(truncatingIfNeeded: word >> 8), UInt8(truncatingIfNeeded: word)]
    }

    /// The Internet checksum of an even number of bytes.
    ///
    /// Source: RFC 1071.
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
