/// A parameter of a request: a part of its path, or a field of its query.
public struct APIParameter: Sendable {
    /// The name.
    public let name: String
    /// The kind of value.
    public let kind: Kind
    /// The parameter in a sentence.
    public let meaning: String

    /// A kind of value.
    public enum Kind: Sendable {
        /// A text of 1...500 characters.
        case text
        /// A whole number in the range.
        case integer(ClosedRange<Int>)
        /// One of these words.
        case word([String])
    }

    /// The most characters of a text.
    static let longestText = 500

    /// Whether a text is a value of the parameter.
    func accepts(_ text: String) -> Bool {
        switch kind {
        case .text: return (1...Self.longestText).contains(text.unicodeScalars.count)
        case .integer(let range):
            // As JSON writes it: no sign, no leading zero.
            guard let number = Int(text), "\(number)" == text else { return false }
            return range.contains(number)
        case .word(let words): return words.contains(text)
        }
    }

    /// The values in words.
    var words: String {
        switch kind {
        case .text: "a text of 1...\(Self.longestText) characters"
        case .integer(let range): "a whole number of \(range.lowerBound)...\(range.upperBound)"
        case .word(let words): "one of " + words.joined(separator: ", ")
        }
    }
}
