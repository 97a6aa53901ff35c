/// The sequences that change the screen from one canvas to another: few bytes for few changes, as a
/// serial line needs.
struct TerminalUpdate {
    private let isColoured: Bool
    /// The canvas on the screen; nil: unknown.
    private var shown: TerminalCanvas?

    /// The number of unchanged cells that cost less than another movement of the cursor.
    private static let gap = 6

    /// Creates the update of an unknown screen.
    init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// Forgets the screen, which another program may have changed.
    mutating func forget() { shown = nil }

    /// Returns the text that makes the screen show this canvas.
    ///
    /// Source: ECMA-48: CUP, ED, EL and SGR, as every terminal since VT100 has them.
    mutating func text(for canvas: TerminalCanvas) -> String {
        var text = ""
        var before = TerminalCanvas(size: canvas.size)
        if let shown, shown.size == canvas.size {
            before = shown
        } else {
            text += "\u{1b}[0m\u{1b}[2J"
        }
        var style = CellStyle.plain
        for (row, (old, new)) in zip(before.lines, canvas.lines).enumerated() where old != new {
            text += Self.change(of: row, from: old, to: new, &style, isColoured)
        }
        if style != .plain { text += "\u{1b}[0m" }
        shown = canvas
        return text
    }

    private typealias Cell = TerminalCanvas.Cell

    private static func change(
        of row: Int, from old: [Cell], to new: [Cell], _ style: inout CellStyle,
        _ isColoured: Bool
    ) -> String {
        let end = (new.lastIndex { $0 != Cell() } ?? -1) + 1
        // Blank cells to the edge are erased at once.
        let erases = old[end...].count { $0 != Cell() } > 3
        let limit = erases ? end : new.count
        var text = ""
        var column = 0
        while column < limit {
            guard old[column] != new[column] else {
                column += 1
                continue
            }
            var last = column
            var place = column + 1
            while place < limit, place - last <= gap {
                if old[place] != new[place] { last = place }
                place += 1
            }
            text += "\u{1b}[\(row + 1);\(column + 1)H"
            for cell in new[column...last] {
                if cell.style != style {
                    text += "\u{1b}[\(cell.style.parameters(isColoured: isColoured))m"
                    style = cell.style
                }
                text.append(cell.character)
            }
            column = last + 1
        }
        guard erases else { return text }
        if style != .plain { text += "\u{1b}[0m" }
        style = .plain
        return text + "\u{1b}[\(row + 1);\(end + 1)H\u{1b}[K"
    }
}
