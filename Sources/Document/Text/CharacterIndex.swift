/// Counts the characters of a text without scanning all of it each time: a document can be one line
/// of 16 MiB.
struct CharacterIndex: Sendable {
    private let bytes: [UInt8]
    /// Number of characters before each block; nil: every byte is a character.
    private let counts: [Int]?

    /// Number of bytes in a block.
    private static let block = 1_024

    /// Scans the text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var counts: [Int] = []
        var count = 0
        bytes.withUnsafeBufferPointer { bytes in
            for position in 0..<bytes.count {
                if position % Self.block == 0 { counts.append(count) }
                if bytes[position].beginsCharacter { count += 1 }
            }
        }
        self.counts = count == bytes.count ? nil : counts
    }

    /// Number of characters that begin before this byte.
    func count(before offset: Int) -> Int {
        guard let counts, offset > 0 else { return offset }
        let offset = min(offset, bytes.count)
        let block = min(offset / Self.block, counts.count - 1)
        return counts[block] + bytes[block * Self.block..<offset].count { $0.beginsCharacter }
    }

    /// The byte offset of a character; the end when there is no such character.
    func offset(ofCharacter target: Int) -> Int {
        guard let counts else { return min(target, bytes.count) }
        var low = 0
        var high = counts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if counts[middle] <= target { low = middle } else { high = middle }
        }
        var offset = low * Self.block
        var count = counts.isEmpty ? 0 : counts[low]
        while offset < bytes.count && !(count == target && bytes[offset].beginsCharacter) {
            if bytes[offset].beginsCharacter { count += 1 }
            offset += 1
        }
        return offset
    }
}

extension UInt8 {
    /// Whether the byte begins a character: false for the later bytes of a character in UTF-8.
    var beginsCharacter: Bool { self & 0xc0 != 0x80 }
}
