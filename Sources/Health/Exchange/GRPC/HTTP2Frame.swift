/// A frame of HTTP/2.
///
/// Source: RFC 9113 sections 4.1 and 6.
struct HTTP2Frame {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let push: UInt8 = 5
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let continuation: UInt8 = 9

    /// END_STREAM; of SETTINGS and PING: ACK.
    static let last: UInt8 = 0x01
    static let endHeaders: UInt8 = 0x04
    private static let padded: UInt8 = 0x08
    private static let priority: UInt8 = 0x20

    /// Maximum payload of a frame, which none of our settings raises.
    static let largest = 16_384

    let type: UInt8
    let flags: UInt8
    let stream: Int
    let payload: ArraySlice<UInt8>

    /// Parses a complete frame.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = ByteReader(bytes)
        guard let length = reader.big(3), let type = reader.byte(), let flags = reader.byte(),
            let stream = reader.big(4), let payload = reader.bytes(length)
        else { return nil }
        self.type = type
        self.flags = flags
        self.stream = stream & 0x7fff_ffff
        self.payload = payload
    }

    /// The bytes of a frame.
    static func bytes(
        _ type: UInt8, flags: UInt8 = 0, stream: Int = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: payload.count, 3)
        bytes += [type, flags]
        bytes.append(big: stream, 4)
        return bytes + payload
    }

    /// The payload of DATA and HEADERS without padding and priority; nil where their lengths are
    /// wrong.
    var content: ArraySlice<UInt8>? {
        var reader = ByteReader(payload)
        var padding = 0
        if flags & Self.padded != 0 {
            guard let count = reader.byte() else { return nil }
            padding = Int(count)
        }
        if type == Self.headers, flags & Self.priority != 0, reader.bytes(5) == nil { return nil }
        return reader.bytes(reader.rest.count - padding)
    }
}
