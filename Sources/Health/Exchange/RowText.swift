import Model

/// The rows of a query as text: cells separated by tabs, rows by line ends.
struct RowText {
    private var bytes: [UInt8] = []
    private var count = 0

    /// Whether the text has reached its limit.
    var isFull: Bool { bytes.count >= MessageLimits.text }

    /// Appends a row; nil is NULL.
    mutating func append(_ cells: [ArraySlice<UInt8>?]) {
        if count > 0 { bytes.append(UInt8(ascii: "\n")) }
        count += 1
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            bytes += cell ?? ArraySlice("NULL".utf8)
        }
        if bytes.count > MessageLimits.text {
            bytes.removeLast(bytes.count - MessageLimits.text)
        }
    }

    /// Requires at least one row, and compares the rows with the expected text.
    func verdict(_ expect: Pattern?, farewell: [UInt8]) -> Move {
        guard count > 0 else {
            return .finish(
                farewell, .failed(.match, expected: "at least one row", seen: "no row"))
        }
        return .concluding(
            expect, in: bytes,
            passed: .passed(.match, seen: "\"\(Printable.text(bytes.prefix(100)))\""),
            farewell: farewell)
    }
}
