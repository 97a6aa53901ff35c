/// Bytes in the format of `gzip`.
///
/// **Source:** RFC 1952; RFC 1951, blocks with fixed codes.
public enum Gzip {
    /// Returns the compressed bytes.
    ///
    /// - Parameter time: seconds since 1970, at most 32 bits.
    public static func compressed(_ bytes: [UInt8], time: Int64) -> [UInt8] {
        var output = [0x1f, 0x8b, 8, 0] + little(UInt32(truncatingIfNeeded: time)) + [0, 3]
        var deflater = Deflater()
        deflater.add(bytes)
        output += deflater.end()
        return output + little(checksum(of: bytes))
            + little(UInt32(truncatingIfNeeded: bytes.count))
    }

    private static func little(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// Returns the CRC-32.
    ///
    /// **Source:** RFC 1952, section 8.
    static func checksum(of bytes: [UInt8]) -> UInt32 {
        let table = (0..<256).map { start -> UInt32 in
            (0..<8).reduce(UInt32(start)) { value, _ in
                value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1
            }
        }
        return ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
    }
}
