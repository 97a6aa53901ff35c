/// A range of bytes in a document.
struct ByteRange: Sendable, Hashable {
    /// The first byte.
    var start: Int
    /// The byte after the last.
    var end: Int

    /// Creates a range.
    init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = max(start, end)
    }
}
