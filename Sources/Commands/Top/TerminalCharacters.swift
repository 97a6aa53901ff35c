import Glibc

/// The characters that a terminal shows in one column.
struct TerminalCharacters: Sendable, Hashable {
    /// Whether the locale has UTF-8; false: ASCII alone.
    let hasUnicode: Bool

    /// The characters of the locale.
    ///
    /// Source: `locale(7)`.
    static var ofLocale: TerminalCharacters {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else {
                continue
            }
            let text = value.lowercased()
            return TerminalCharacters(
                hasUnicode: text.hasSuffix("utf-8") || text.hasSuffix("utf8"))
        }
        return TerminalCharacters(hasUnicode: false)
    }

    /// Returns the character, or `?` for one that may have no column or two.
    func shown(_ character: Character) -> Character {
        if let code = character.asciiValue { return code >= 0x20 && code < 0x7f ? character : "?" }
        guard hasUnicode, character.unicodeScalars.count == 1,
            let scalar = character.unicodeScalars.first,
            Self.single.contains(where: { $0.contains(scalar.value) })
        else { return "?" }
        return character
    }

    /// Characters of one column: Latin, Greek, Cyrillic, punctuation, arrows, boxes, braille.
    private static let single: [ClosedRange<UInt32>] = [
        0xa1...0xac, 0xae...0x2ff, 0x370...0x482, 0x48a...0x52f, 0x1e00...0x1fff,
        0x2010...0x2027, 0x2030...0x205e, 0x2190...0x21ff, 0x2500...0x259f, 0x2800...0x28ff,
    ]

    /// The levels of a sparkline, from 0 to the highest.
    var levels: [Character] { hasUnicode ? Self.levels : ["_", ".", "-", "=", "#"] }

    private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
