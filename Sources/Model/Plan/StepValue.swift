/// A value of an object: a text, a number, or true or false.
public enum StepValue: Sendable, Hashable, Codable, ExpressibleByStringLiteral {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int)
    /// True or false.
    case flag(Bool)

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// Reads the value.
    ///
    /// **Errors:** `DecodingError` when it is none of the three.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes the value alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        }
    }
}
