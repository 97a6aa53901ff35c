/// A value whose JSON form is its text, both as a value and as a dictionary key.
package protocol TextCodable: Codable, CodingKeyRepresentable, LosslessStringConvertible {}

extension TextCodable {
    /// Decodes the text.
    ///
    /// **Errors:** `DecodingError.dataCorrupted` for an invalid text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is not a \(Self.self)")
        }
        self = value
    }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The text, so that a dictionary with such keys is a JSON object and not a list.
    public var codingKey: any CodingKey { TextKey(stringValue: description) }

    /// **Errors:** nil for an invalid text.
    public init?(codingKey: some CodingKey) {
        self.init(codingKey.stringValue)
    }
}

/// A key that consists of its text.
private struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        return nil
    }
}
