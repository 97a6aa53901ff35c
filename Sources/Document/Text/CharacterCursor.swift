/// Converts libyaml's positions, which count characters, to byte offsets.
///
/// Positions are nearly ascending, so walking from the last one is cheap.
struct CharacterCursor {
    private let isASCII: Bool
    private let origin: Int
    private var character = 0
    private var byte: Int

    /// Creates a cursor at the beginning of the text.
    init(_ source: Source) {
        isASCII = source.isASCII
        origin = source.start
        byte = source.start
    }

    /// The byte offset of a character; the end of the text when there is no such character.
    mutating func offset(ofCharacter target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if isASCII { return min(origin + target, bytes.count) }
        while character < target && byte < bytes.count {
            byte += 1
            while byte < bytes.count && bytes[byte] & 0xc0 == 0x80 { byte += 1 }
            character += 1
        }
        while character > target && byte > origin {
            byte -= 1
            while byte > origin && bytes[byte] & 0xc0 == 0x80 { byte -= 1 }
            character -= 1
        }
        return byte
    }
}
