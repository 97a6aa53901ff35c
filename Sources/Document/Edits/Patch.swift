/// A change of a text: these bytes instead of those.
struct Patch: Sendable, Hashable {
    /// What goes.
    var range: Range<Int>
    /// What comes.
    var replacement: [UInt8]

    /// Puts a text in the place of a range.
    init(_ range: Range<Int>, _ replacement: String = "") {
        self.range = range
        self.replacement = Array(replacement.utf8)
    }

    /// The text with the change.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<range.lowerBound]) + replacement + bytes[range.upperBound...]
    }
}
