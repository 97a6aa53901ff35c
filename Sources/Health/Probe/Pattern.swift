import Expressions

/// A pattern that a reply must contain.
public enum Pattern: Sendable, Hashable {
    /// These bytes, at any position.
    case text(String)
    /// A match of this PCRE2 regular expression, at any position.
    case regex(String)

    /// The error in the pattern, for a diagnostic.
    ///
    /// **Errors:** nil for a valid pattern.
    public var mistake: String? {
        guard case .regex(let source) = self else { return nil }
        return Expression.mistake(in: source)?.description
    }

    /// Searches these bytes for the pattern.
    ///
    /// A regular expression may take long on a hostile reply: never call this on a shared thread.
    func search(_ bytes: [UInt8]) -> Expression.Match {
        switch self {
        case .text(let text):
            return Self.find(Array(text.utf8), in: bytes) ? .found : .absent
        case .regex(let source):
            do {
                return try Expression(source).search(bytes)
            } catch {
                // The document with this pattern was rejected with `mistake`.
                return .stopped("no regular expression: \(error)")
            }
        }
    }

    /// The pattern for messages, with a limited length.
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
