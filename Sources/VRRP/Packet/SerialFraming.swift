import Addresses

/// Frames of messages on a serial line.
///
/// As the asynchronous HDLC of RFC 1662 section 4: a flag, the message and its frame check
/// sequence with escapes, a flag. There is no header, since a line has two ends and one protocol.
/// A message of 80 bytes needs about 85 on the line: 44 ms at 19,200 baud.
public enum SerialFraming {
    /// The largest message in bytes; a report with its trailer has at most 148.
    public static let limit = 512

    static let flag: UInt8 = 0x7e
    static let escape: UInt8 = 0x7d

    /// The bytes that are sent for a message.
    public static func frame(_ message: [UInt8]) -> [UInt8] {
        var frame = [flag]
        let sum = checkSequence(message)
        for byte in message + [UInt8(sum & 0xff), UInt8(sum >> 8)] {
            if needsEscape(byte) {
                frame += [escape, byte ^ 0x20]
            } else {
                frame.append(byte)
            }
        }
        return frame + [flag]
    }

    /// Flag, escape, and the bytes of software flow control.
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == flag || byte == escape || byte == 0x11 || byte == 0x13
    }

    /// The 16-bit frame check sequence.
    ///
    /// **Source:** RFC 1662 appendix C.2; CRC-16/X-25.
    static func checkSequence(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var sum: UInt16 = 0xffff
        for byte in bytes {
            sum ^= UInt16(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x8408 }
        }
        return ~sum
    }
}

extension Datagram {
    /// A message of a serial line: without addresses, from the other end.
    ///
    /// A sender computes the checksum of ``Report/datagram(from:to:)`` with the same two addresses:
    /// 0.0.0.0 and the multicast group of IPv4.
    public init(serialMessage message: [UInt8]) {
        self.init(
            source: .v4(IPv4Address(rawValue: 0)), destination: Self.group(of: .ipv4),
            payload: message)
    }
}
