import Addresses

/// The bytes after a signed message.
///
/// | byte | field |
/// | --- | --- |
/// | 0 | scheme: 1, HMAC-SHA256 cut to 16 bytes |
/// | 1 | number of the key |
/// | 2 | zero, 2 bytes |
/// | 4 | seconds since 1970, 4 bytes |
/// | 8 | fraction of a second, 2 bytes |
/// | 10 | counter, 2 bytes |
/// | 12 | HMAC, 16 bytes |
///
/// **Source:** draft-cassen-vrrp-auth-hmac; `vrrp_auth_ext_t` of keepalived 2.4.2 and later. The
/// input of the HMAC was another one in 2.4.0 and 2.4.1.
struct PacketTrailer: Sendable, Hashable {
    private static let scheme: UInt8 = 1
    /// Number of bytes of the HMAC.
    private static let codeLength = 16

    var key: UInt8
    var time: PacketTime
    /// The HMAC, 16 bytes.
    var code: [UInt8]

    /// Reads the trailer of a message; nil for a message that is too short, for another scheme,
    /// and for bytes that must be zero.
    init?(of datagram: Datagram) {
        guard datagram.payload.count > ReceptionRules.trailerLength else { return nil }
        let bytes = Array(datagram.payload.suffix(ReceptionRules.trailerLength))
        guard bytes[0] == Self.scheme, bytes[2] == 0, bytes[3] == 0 else { return nil }
        key = bytes[1]
        time = PacketTime(rawValue: bytes[4..<12].reduce(0) { $0 << 8 | UInt64($1) })
        code = Array(bytes.suffix(Self.codeLength))
    }

    /// Signs a message without trailer.
    init(signing datagram: Datagram, with key: PacketKey, at time: PacketTime) {
        self.key = key.id
        self.time = time
        code = []
        code = Self.code(
            of: datagram.payload + head, from: datagram.source, key: key)
    }

    /// Whether the HMAC of a message with this trailer was made with a key.
    func isCode(of datagram: Datagram, with key: PacketKey) -> Bool {
        let expected = Self.code(
            of: datagram.payload.dropLast(Self.codeLength), from: datagram.source, key: key)
        // Every byte is compared, so that the time does not depend on the first difference.
        return zip(expected, code).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The bytes of the trailer.
    var bytes: [UInt8] { head + code }

    private var head: [UInt8] {
        [Self.scheme, key, 0, 0]
            + stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: time.rawValue >> UInt64($0))
            }
    }

    /// The HMAC of a pseudo-header, the message with zeros as its checksum, and zeros as the code.
    ///
    /// The pseudo-header has the number of the IP version, the version of VRRP, the virtual
    /// router, a zero, and the source in 16 bytes.
    private static func code(
        of message: some Collection<UInt8>, from source: IPAddress, key: PacketKey
    ) -> [UInt8] {
        var message = Array(message)
        let router = message[1]
        let family: UInt8 = source.family == .ipv4 ? 4 : 6
        let pseudo: [UInt8] = [family, message[0] >> 4, router, 0] + source.bytes
        message[6] = 0
        message[7] = 0
        let zeros = [UInt8](repeating: 0, count: 16)
        let input = pseudo + zeros.dropFirst(source.bytes.count) + message + zeros
        return Array(SHA256.code(of: input, key: key.bytes).prefix(codeLength))
    }
}
