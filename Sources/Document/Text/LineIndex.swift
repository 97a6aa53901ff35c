import Model

/// The positions of a document's lines.
struct LineIndex: Sendable {
    private let source: Source
    /// The first byte of each line.
    private let starts: [UInt32]
    private let characters: CharacterIndex

    /// Finds the line ends: LF, CR LF or CR, as in editors.
    init(_ source: Source) {
        var starts = [UInt32(truncatingIfNeeded: source.start)]
        source.bytes.withUnsafeBufferPointer { bytes in
            for position in source.start..<max(source.start, bytes.count)
            where Self.isEnd(position, of: bytes) {
                starts.append(UInt32(truncatingIfNeeded: position + 1))
            }
        }
        self.source = source
        self.starts = starts
        characters = CharacterIndex(source.bytes)
    }

    /// Number of line ends in a text.
    static func ends(in text: ArraySlice<UInt8>) -> Int {
        text.withUnsafeBufferPointer { bytes in bytes.indices.count { isEnd($0, of: bytes) } }
    }

    private static func isEnd(_ position: Int, of bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let byte = bytes[position]
        return byte == 0x0a
            || byte == 0x0d && !(position + 1 < bytes.count && bytes[position + 1] == 0x0a)
    }

    /// Number of lines, including an empty line after the last line end.
    var count: Int { starts.count }

    /// The line, from 0, of this byte.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The bytes of a line, counted from 0, without its end.
    func range(ofLine line: Int) -> Range<Int> {
        let start = Int(starts[line])
        var end = line + 1 < starts.count ? Int(starts[line + 1]) : source.bytes.count
        while end > start && (source.bytes[end - 1] == 0x0a || source.bytes[end - 1] == 0x0d) {
            end -= 1
        }
        return start..<end
    }

    /// The line end used in this part of the text; LF for a text of one line.
    func lineEnd(near line: Int) -> String {
        let index = line + 1 < count ? line : max(0, line - 1)
        guard index + 1 < count else { return "\n" }
        let end = range(ofLine: index).upperBound
        return String(decoding: source.slice(end..<Int(starts[index + 1])), as: UTF8.self)
    }

    /// Line, column and length in characters; a range of several lines ends with the first.
    func location(_ place: ByteRange) -> SourceLocation {
        let start = min(max(place.start, source.start), source.bytes.count)
        let line = line(at: start)
        let range = range(ofLine: line)
        let end = min(place.end, trimmedEnd(of: range, from: start))
        return SourceLocation(
            line: line + 1,
            column: count(range.lowerBound, min(start, range.upperBound)) + 1,
            length: max(1, count(start, end)))
    }

    /// The byte offset of a character in a line; both count from 0.
    func offset(ofCharacter character: Int, inLine line: Int) -> Int {
        let range = range(ofLine: line)
        let before = characters.count(before: range.lowerBound)
        return min(characters.offset(ofCharacter: before + character), range.upperBound)
    }

    private func count(_ start: Int, _ end: Int) -> Int {
        max(0, characters.count(before: end) - characters.count(before: start))
    }

    /// The end of a line without trailing white space, which is not underlined.
    private func trimmedEnd(of line: Range<Int>, from start: Int) -> Int {
        var end = line.upperBound
        while end > start && (source.bytes[end - 1] == 0x20 || source.bytes[end - 1] == 0x09) {
            end -= 1
        }
        return end
    }
}
