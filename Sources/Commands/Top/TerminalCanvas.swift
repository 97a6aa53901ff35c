/// The cells of a terminal.
struct TerminalCanvas: Sendable, Hashable {
    /// A character of one column with its look.
    struct Cell: Sendable, Hashable {
        var character: Character = " "
        var style = CellStyle.plain
    }

    /// The number of lines and columns.
    struct Size: Sendable, Hashable {
        var lines: Int
        var columns: Int

        /// The size of a terminal that does not report one, as a serial line does.
        static let usual = Size(lines: 24, columns: 80)
        /// The smallest size with a table.
        static let least = Size(lines: 10, columns: 40)

        /// Whether a table has room.
        var isEnough: Bool { lines >= Self.least.lines && columns >= Self.least.columns }
    }

    /// The size.
    let size: Size
    /// The cells of each line.
    private(set) var lines: [[Cell]]

    /// Creates a blank canvas.
    init(size: Size) {
        self.size = size
        lines = Array(
            repeating: Array(repeating: Cell(), count: size.columns), count: size.lines)
    }

    /// Writes a line from the left edge, cut at the right edge.
    ///
    /// The last cell of the last line stays blank: some terminals scroll after it.
    mutating func put(_ line: StyledLine, at row: Int, characters: TerminalCharacters) {
        guard lines.indices.contains(row) else { return }
        var column = 0
        let end = row == size.lines - 1 ? size.columns - 1 : size.columns
        for (text, style) in line.parts {
            for character in text {
                guard column < end else { return }
                lines[row][column] = Cell(character: characters.shown(character), style: style)
                column += 1
            }
        }
        // A selected line is marked over its whole width.
        guard let last = line.parts.last, last.style == .selected else { return }
        while column < end {
            lines[row][column] = Cell(style: .selected)
            column += 1
        }
    }
}
