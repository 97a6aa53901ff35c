import CPCRE2

/// A pattern that is not a regular expression.
public struct ExpressionMistake: Error, Sendable, Hashable, CustomStringConvertible {
    /// PCRE2's error text, with the position: `missing closing parenthesis (byte 3)`.
    public let description: String
    /// The remedy; nil: it is obvious.
    public let hint: String?

    init(_ number: Int32, at offset: Int, of pattern: [UInt8]) {
        var text = [UInt8](repeating: 0, count: 256)
        let length = text.withUnsafeMutableBufferPointer {
            pcre2_get_error_message_8(number, $0.baseAddress, $0.count)
        }
        let words = String(decoding: text.prefix(max(0, Int(length))), as: UTF8.self)
        description = "\(words) (byte \(min(offset, pattern.count)))"
        hint =
            number == PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE
            ? "as in HAProxy, only a group with a name can be referred to: (?<word>\\w+) \\k<word>"
            : nil
    }
}
