import _StringProcessing

/// What a reply must contain.
public enum Pattern: Sendable, Hashable {
    /// These bytes, anywhere.
    case text(String)
    /// A match of this regular expression, anywhere, in Swift's own syntax.
    ///
    /// A reply is read as UTF-8, with U+FFFD for what is not.
    case regex(String)

    /// Whether the pattern can be read.
    ///
    /// **Errors:** nil when it can; else what is wrong, for a diagnostic.
    public var mistake: String? {
        guard case .regex(let source) = self else { return nil }
        do {
            _ = try Regex(source)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Whether these bytes contain it; false for a regular expression that can't be read.
    ///
    /// An expression may take long on a hostile reply: never call this where others wait.
    func matches(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .text(let text):
            return Self.find(Array(text.utf8), in: bytes)
        case .regex(let source):
            // The document was refused with `mistake`; here nothing matches.
            guard let regex = try? Regex(source) else { return false }
            return String(decoding: bytes, as: UTF8.self).firstMatch(of: regex) != nil
        }
    }

    /// The pattern as a person reads it, bounded.
    var summary: String {
        switch self {
        case .text(let text): "\"" + Printable.text(text.utf8.prefix(100)) + "\""
        case .regex(let source): "/" + Printable.text(source.utf8.prefix(100)) + "/"
        }
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start] == first {
            if bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
        }
        return false
    }
}
