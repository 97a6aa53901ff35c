/// A change of a text: these bytes instead of those.
struct Patch: Sendable, Hashable {
    /// The bytes that are replaced.
    var range: Range<Int>
    /// The bytes in their place.
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

extension [Patch] {
    /// The text with all the changes, whose ranges do not overlap.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        sorted { $0.range.lowerBound > $1.range.lowerBound }
            .reduce(bytes) { $1.applied(to: $0) }
    }
}
