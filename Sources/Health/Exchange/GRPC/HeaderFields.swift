import NIOCore
import NIOHPACK

/// The header and trailer fields of an HTTP/2 response, decoded by NIO's HPACK.
///
/// Source: RFC 7541.
struct HeaderFields: Sendable {
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    private var values: [String: String] = [:]

    /// Adds the fields of a block; false for an invalid block.
    mutating func add(_ block: [UInt8]) -> Bool {
        var buffer = ByteBuffer(bytes: block)
        // The reason why a block is invalid is useless to operators.
        guard let headers = try? decoder.decodeHeaders(from: &buffer) else { return false }
        for (name, value, _) in headers {
            values[name] = Printable.text(value.utf8.prefix(100))
        }
        return true
    }

    /// The last value of a field, safe to print.
    subscript(_ name: String) -> String? { values[name] }

    /// Encodes these fields without a dynamic table.
    ///
    /// **Range:** names and values of at most 1,000 bytes; the rest is omitted.
    /// Source: RFC 7541 section 6.2.2.
    static func block(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            bytes.append(0)
            for text in [name, value] {
                let text = text.utf8.prefix(1_000)
                // Lengths of 127 and more continue in groups of seven bits (section 5.1).
                if text.count < 127 {
                    bytes.append(UInt8(text.count))
                } else {
                    var rest = text.count - 127
                    bytes.append(127)
                    while rest >= 128 {
                        bytes.append(UInt8(rest & 0x7f) | 0x80)
                        rest >>= 7
                    }
                    bytes.append(UInt8(rest))
                }
                bytes += text
            }
        }
        return bytes
    }
}
