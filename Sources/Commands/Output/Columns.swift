/// Returns rows as aligned columns, each as wide as its widest cell.
///
/// - Parameter width: the largest width of a line; longer lines are cut, in the last cell first and
///   then in the widest ones; nil: no limit.
func columns(_ rows: [[String]], width: Int? = nil) -> [String] {
    var widths = (rows.first ?? []).indices.map { column in
        rows.map { $0[column].count }.max() ?? 0
    }
    if let width { narrow(&widths, to: width) }
    return rows.map { row in
        var line = ""
        for (cell, width) in zip(row, widths) {
            let text = cut(cell, to: width)
            line += text + String(repeating: " ", count: width - text.count + 2)
        }
        while line.last == " " { line.removeLast() }
        return width.map { cut(line, to: $0) } ?? line
    }
}

/// The least width of a cut cell.
private let leastCell = 4

private func narrow(_ widths: inout [Int], to width: Int) {
    func excess() -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) - width }
    if let last = widths.indices.last {
        widths[last] = max(min(widths[last], 4 * leastCell), widths[last] - max(0, excess()))
    }
    while excess() > 0 {
        guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > leastCell
        else { return }
        widths[widest] -= 1
    }
}

/// Returns the text up to this width; a longer text is cut and ends in `...`.
func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    return width < 4 ? String(text.prefix(width)) : text.prefix(width - 3) + "..."
}
