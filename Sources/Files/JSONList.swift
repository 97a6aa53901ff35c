import FoundationEssentials

/// A long list of an object in a JSON file, encoded in portions.
public struct JSONList {
    /// The name of the member.
    let name: String
    /// The number of elements.
    let count: Int
    /// Encodes a range of the elements as an array.
    let encode: (Range<Int>, JSONEncoder) throws -> Data

    /// The elements that are encoded at once: about 64 KiB of verdicts.
    static let portion = 256

    /// Creates a member.
    ///
    /// - Parameter name: the name, without characters that JSON escapes.
    public init(_ name: String, _ elements: [some Encodable]) {
        self.name = name
        count = elements.count
        encode = { range, encoder in try encoder.encode(Array(elements[range])) }
    }
}
