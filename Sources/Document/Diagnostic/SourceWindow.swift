import Model

/// The visible part of a source line, in terminal columns.
struct SourceWindow {
    /// The printed text: tabs are expanded, and no character moves the cursor.
    private(set) var text = ""
    /// Number of columns before the underline.
    private(set) var indent = 0
    /// Number of underlined columns.
    ///
    /// **Range:** 1...
    private(set) var underline = 0

    /// Number of columns between tab stops.
    static let tabWidth = 4

    /// Creates the window of a line around a location.
    ///
    /// - Parameter secrets: the ranges that are replaced by asterisks.
    init(
        _ source: Source, _ lines: LineIndex, at location: SourceLocation, width: Int,
        hiding secrets: [Range<Int>]
    ) {
        let line = lines.range(ofLine: location.line - 1)
        let lead = max(0, location.column - 1)
        // A line that is too long is cut, with two thirds of the window before the location.
        let isLong = line.count > width
        let skipped = isLong && lead > width * 2 / 3 ? lead - width * 2 / 3 : 0
        var position = lines.offset(ofCharacter: skipped, inLine: location.line - 1)
        // A character has at most four bytes.
        let window = position..<max(position, min(line.upperBound, position + 4 * width))
        let secrets = secrets.filter { $0.overlaps(window) }
        if skipped > 0 { text = "…" }
        var columns = text.isEmpty ? 0 : 1
        indent = columns
        var character = skipped
        while position < line.upperBound && columns < width {
            let end = Self.next(position, in: source, line)
            var scalar = source.text(position..<end).unicodeScalars.first ?? "\u{fffd}"
            var columnsTaken = 1
            if scalar == "\t" {
                columnsTaken = Self.tabWidth - columns % Self.tabWidth
                text += String(repeating: " ", count: columnsTaken)
            } else {
                if !scalar.isPrintable { scalar = "\u{fffd}" }
                if scalar != " ", secrets.contains(where: { $0.contains(position) }) {
                    scalar = "*"
                }
                columnsTaken = scalar.displayWidth
                text.unicodeScalars.append(scalar)
            }
            columns += columnsTaken
            if character < lead {
                indent = columns
            } else if character < lead + max(1, location.length) {
                underline += columnsTaken
            }
            character += 1
            position = end
        }
        if position < line.upperBound { text += "…" }
        underline = max(1, underline)
    }

    /// Whether the window has only white space.
    var isBlank: Bool { text.allSatisfy { $0 == " " } }

    private static func next(_ position: Int, in source: Source, _ line: Range<Int>) -> Int {
        var end = position + 1
        while end < line.upperBound && !source.bytes[end].beginsCharacter && end - position < 4 {
            end += 1
        }
        return end
    }
}
