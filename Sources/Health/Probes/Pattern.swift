import Expressions

/// What a reply must contain.
public enum Pattern: Sendable, Hashable {
    /// These bytes, anywhere.
    case text(String)
    /// A match of this regular expression of PCRE2, anywhere.
    case regex(String)

    /// Whether the pattern can be read.
    ///
    /// **Errors:** nil when it can; else what is wrong, for a diagnostic.
    public var mistake: String? {
        guard case .regex(let source) = self else { return nil }
        return Expression.mistake(in: source)?.description
    }

    /// Whether these bytes contain it.
    ///
    /// An expression may take a while on a hostile reply: never call this where others wait.
    func search(_ bytes: [UInt8]) -> Expression.Match {
        switch self {
        case .text(let text):
            return Self.find(Array(text.utf8), in: bytes) ? .found : .absent
        case .regex(let source):
            do {
                return try Expression(source).search(bytes)
            } catch {
                // The document was refused with `mistake`.
                return .stopped("no regular expression: \(error)")
            }
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
