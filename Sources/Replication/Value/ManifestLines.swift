/// The lines of an encoded manifest, read one after the other.
struct ManifestLines {
    private var rest: ArraySlice<UInt8>
    private var number = 1

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// Whether all lines were read.
    var isAtEnd: Bool { rest.isEmpty }

    /// The refusal of the current line.
    var malformed: ManifestRefusal { .malformed(line: number) }

    /// Whether the next line begins with this word.
    func isNext(_ word: String) -> Bool {
        rest.starts(with: Array(word.utf8) + [UInt8(ascii: " ")])
    }

    /// Reads a line of a word and a text.
    mutating func text(_ word: String) throws(ManifestRefusal) -> String {
        guard isNext(word), let end = rest.firstIndex(of: UInt8(ascii: "\n")),
            let text = String(
                validating: rest[..<end].dropFirst(word.utf8.count + 1), as: UTF8.self)
        else { throw malformed }
        rest = rest[(end + 1)...]
        number += 1
        return text
    }

    /// Reads a line of a word and a number.
    mutating func integer(_ word: String) throws(ManifestRefusal) -> Int {
        let line = malformed
        guard let number = Int(try text(word)), number >= 0 else { throw line }
        return number
    }

    /// Reads a line of a word, a number from 1 and a name.
    mutating func count(
        _ word: String
    ) throws(ManifestRefusal) -> (count: UInt64, name: String) {
        let line = malformed
        let parts = try text(word).split(
            separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let count = UInt64(parts[0]), count > 0 else { throw line }
        return (count, String(parts[1]))
    }

    /// Reads a line of a word and an entry.
    mutating func entry(_ word: String, hasPath: Bool) throws(ManifestRefusal) -> Entry {
        let line = malformed
        let parts = try text(word).split(
            separator: " ", maxSplits: hasPath ? 3 : 2, omittingEmptySubsequences: false)
        guard parts.count == (hasPath ? 4 : 3), let mode = UInt32(parts[0], radix: 8),
            FileMode.all.contains(mode), let size = Int(parts[1]), size >= 0,
            let digest = Digest(hex: parts[2])
        else { throw line }
        return Entry(
            path: hasPath ? String(parts[3]) : "", mode: mode, size: size, digest: digest)
    }
}
