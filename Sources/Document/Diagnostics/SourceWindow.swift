import Model

/// The part of a source line that is shown, in a terminal's columns.
struct SourceWindow {
    /// What is printed: tabs are spaces, and nothing in it moves the cursor.
    private(set) var text = ""
    /// Columns before the underline.
    private(set) var indent = 0
    /// Columns of the underline.
    ///
    /// **Range:** 1...
    private(set) var underline = 0

    /// A tab goes to the next multiple of this.
    static let tabWidth = 4

    /// The window of a line around a location in it.
    ///
    /// Secrets are stars.
    init(_ source: Source, _ lines: LineIndex, at location: SourceLocation, width: Int) {
        let line = lines.range(ofLine: location.line - 1)
        let secrets = SecretText(source, lines).ranges(inLine: location.line - 1)
        let lead = max(0, location.column - 1)
        // A line that does not fit is cut, with two thirds of the window before the place.
        let isLong = line.count > width
        let skipped = isLong && lead > width * 2 / 3 ? lead - width * 2 / 3 : 0
        var position = lines.offset(ofCharacter: skipped, inLine: location.line - 1)
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

    /// Nothing but white space.
    var isBlank: Bool { text.allSatisfy { $0 == " " } }

    private static func next(_ position: Int, in source: Source, _ line: Range<Int>) -> Int {
        var end = position + 1
        while end < line.upperBound && !source.bytes[end].beginsCharacter && end - position < 4 {
            end += 1
        }
        return end
    }
}
