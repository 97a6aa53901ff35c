/// A replacement of bytes in a text.
struct Patch: Sendable, Hashable {
    /// The replaced bytes.
    var range: Range<Int>
    /// The new bytes.
    var replacement: [UInt8]

    /// Creates a patch that replaces a range by a text.
    init(_ range: Range<Int>, _ replacement: String = "") {
        self.range = range
        self.replacement = Array(replacement.utf8)
    }

    /// Returns the text after the replacement.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<range.lowerBound]) + replacement + bytes[range.upperBound...]
    }
}

extension [Patch] {
    /// Returns the text after all replacements, whose ranges must not overlap.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for patch in sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[end..<patch.range.lowerBound] + patch.replacement
            end = patch.range.upperBound
        }
        return result + bytes[end...]
    }
}
