/// The keys in the bytes that a terminal sends.
struct TerminalKeys {
    /// The bytes of an unfinished key.
    private var pending: [UInt8] = []

    /// The most bytes of a key.
    private static let limit = 16

    /// Whether an escape waits for its continuation: without one, it is the key Esc.
    var isPending: Bool { !pending.isEmpty }

    /// Returns the keys that these bytes complete; unknown ones are omitted.
    mutating func keys(in bytes: some Sequence<UInt8>) -> [TerminalKey] {
        bytes.compactMap { key(with: $0) }
    }

    /// Returns the key that waits, because no other byte follows it.
    mutating func rest() -> TerminalKey? {
        defer { pending = [] }
        return pending == [0x1b] ? .escape : nil
    }

    private mutating func key(with byte: UInt8) -> TerminalKey? {
        guard pending.isEmpty else { return continued(byte) }
        switch byte {
        case 0x0a, 0x0d: return .enter
        case 0x0c: return .redraw
        case 0x08, 0x7f: return .backspace
        case 0x1b, 0xc2...0xf4:
            pending = [byte]
            return nil
        case 0x20..<0x7f: return .character(Character(Unicode.Scalar(byte)))
        default: return nil
        }
    }

    private mutating func continued(_ byte: UInt8) -> TerminalKey? {
        if byte == 0x1b {
            let wasEscape = pending == [0x1b]
            pending = [byte]
            return wasEscape ? .escape : nil
        }
        pending.append(byte)
        guard pending.count <= Self.limit else {
            pending = []
            return nil
        }
        return pending[0] == 0x1b ? sequence(byte) : character()
    }

    /// Source: ECMA-48 5.4, control sequences; SS3 of VT100's application mode.
    private mutating func sequence(_ byte: UInt8) -> TerminalKey? {
        if pending.count == 2 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") { return nil }
            pending = []
            return nil
        }
        guard (0x40...0x7e).contains(byte) else { return nil }
        let parameters = String(decoding: pending[2..<(pending.count - 1)], as: UTF8.self)
        pending = []
        switch (byte, parameters) {
        case (UInt8(ascii: "A"), _): return .up
        case (UInt8(ascii: "B"), _): return .down
        case (UInt8(ascii: "C"), _): return .right
        case (UInt8(ascii: "D"), _): return .left
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"):
            return .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"):
            return .end
        case (UInt8(ascii: "M"), _): return .enter
        case (UInt8(ascii: "~"), "5"): return .pageUp
        case (UInt8(ascii: "~"), "6"): return .pageDown
        default: return nil
        }
    }

    private mutating func character() -> TerminalKey? {
        let text = String(decoding: pending, as: UTF8.self)
        let length = pending[0] < 0xe0 ? 2 : pending[0] < 0xf0 ? 3 : 4
        guard pending.count >= length else { return nil }
        pending = []
        guard text.count == 1, let character = text.first, character != "\u{fffd}" else {
            return nil
        }
        return .character(character)
    }
}
