/// An integer in 4 bytes instead of 8: a document may have 100,000 servers.
///
/// A value out of range is stored as the nearest one in range, which is no valid value of its
/// property either.
@propertyWrapper
public struct Compact: Sendable, Hashable {
    private var stored: Int32

    /// The value.
    public var wrappedValue: Int {
        get { Int(stored) }
        set { stored = Int32(clamping: newValue) }
    }

    /// Stores a value.
    public init(wrappedValue: Int) {
        stored = Int32(clamping: wrappedValue)
    }
}

extension Compact: Codable {
    /// Reads an integer.
    ///
    /// **Errors:** `DecodingError` for a value out of range.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Int.self)
        guard let stored = Int32(exactly: value) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(value) is out of range")
        }
        self.stored = stored
    }

    /// Writes the integer.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedEncodingContainer {
    /// Writes the integer as that of a plain property, which needs no encoder of its own.
    mutating func encode(_ value: Compact, forKey key: Key) throws {
        try encode(value.wrappedValue, forKey: key)
    }
}

extension KeyedDecodingContainer {
    /// Reads an integer.
    func decode(_: Compact.Type, forKey key: Key) throws -> Compact {
        let value = try decode(Int.self, forKey: key)
        guard Int(Int32.min)...Int(Int32.max) ~= value else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "\(value) is out of range")
        }
        return Compact(wrappedValue: value)
    }
}
