/// A port, or a range of ports, as a text.
struct PortRange {
    /// The ports.
    let ports: ClosedRange<UInt16>

    /// Parses `80`, `1024-65535`, `1024:65535`, or `1024:` for all from there.
    ///
    /// **Errors:** nil for any other text, and for port 0.
    init?(_ bytes: ArraySlice<UInt8>) {
        let marks = [UInt8(ascii: "-"), UInt8(ascii: ":")]
        let parts = bytes.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: marks.contains)
        guard let first = parts.first, let lower = Self.port(first) else { return nil }
        guard parts.count == 2 else {
            ports = lower...lower
            return
        }
        guard let upper = parts[1].isEmpty ? .max : Self.port(parts[1]), lower <= upper else {
            return nil
        }
        ports = lower...upper
    }

    private static func port(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard (1...5).contains(digits.count), digits.allSatisfy(\.isDigit),
            digits.first != UInt8(ascii: "0")
        else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self))
    }
}
