/// A position in a text.
public struct SourceLocation: Sendable, Hashable, Codable, Comparable {
    /// **Range:** 1...
    public var line: Int
    /// In characters.
    ///
    /// **Range:** 1...
    public var column: Int
    /// Number of characters to underline.
    ///
    /// **Range:** 1...
    public var length: Int

    /// Creates a location.
    public init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = length
    }

    /// In text order.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.line, left.column, left.length) < (right.line, right.column, right.length)
    }
}
