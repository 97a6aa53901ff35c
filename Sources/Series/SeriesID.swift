/// The identity of a series: the name of its file.
///
/// It is made of the first name of its subject, so that a lost index finds the files of subjects
/// that were never renamed.
public struct SeriesID: Sendable, Hashable, RawRepresentable {
    /// The number.
    public let rawValue: UInt64

    /// The identity with this number.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The identity for a name.
    ///
    /// - Parameter attempt: a further one, if earlier ones are in use.
    ///
    /// Source: FNV-1a, 64 bits.
    public init(of name: String, attempt: Int = 0) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (attempt == 0 ? name : "\(name)\n\(attempt)").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        rawValue = hash
    }

    /// Sixteen hexadecimal digits.
    public var text: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Parses the form of ``text``.
    ///
    /// **Errors:** nil: another form.
    public init?(text: some StringProtocol) {
        guard text.utf8.count == 16, let number = UInt64(text, radix: 16) else { return nil }
        rawValue = number
    }

    /// The path of the file in the directory of all series: 256 directories share the files.
    public var path: String { "\(text.prefix(2))/\(text).rrd" }
}
