/// A document without its secrets, for a support archive.
///
/// It follows the text, because a document with mistakes has secrets too; see ``SecretText``.
public struct RedactedDocument: Sendable {
    /// The text, with `***` in the place of each secret.
    public let text: String
    /// The removed secrets of at least ``leastLength`` bytes, which other files may have too.
    public let values: Set<String>

    /// The least length of a secret that is looked for in other files.
    ///
    /// **Unit:** bytes. A shorter one would remove words that are no secrets.
    public static let leastLength = 4

    /// Creates the copy of a document.
    public init(_ bytes: [UInt8]) {
        let source = Source(bytes)
        let lines = LineIndex(source)
        let secrets = SecretText(source, lines)
        var text = ""
        var values: Set<String> = []
        for line in 0..<lines.count {
            let range = lines.range(ofLine: line)
            var position = range.lowerBound
            for secret in secrets.ranges(inLine: line) where secret.lowerBound >= position {
                let value = String(decoding: source.bytes[secret], as: UTF8.self)
                text += String(decoding: source.bytes[position..<secret.lowerBound], as: UTF8.self)
                text += Self.covered(value)
                values.formUnion(Self.plain(value))
                position = secret.upperBound
            }
            text += String(decoding: source.bytes[position..<range.upperBound], as: UTF8.self)
            text += "\n"
        }
        self.text = text
        self.values = values.filter { $0.utf8.count >= Self.leastLength }
    }

    /// Returns the replacement of a value; blanks before it stay.
    private static func covered(_ value: String) -> String {
        let blank = value.prefix { $0 == " " }
        return value.count == blank.count ? value : blank + "***"
    }

    /// Returns the forms of a value: as it is written, and without quotes, anchors and tags.
    private static func plain(_ value: String) -> [String] {
        var text = value.trimmed
        var all = [text]
        while let first = text.first, first == "&" || first == "!" || first == "-" {
            guard let space = text.firstIndex(of: " ") else { break }
            text = String(text[space...]).trimmed
            all.append(text)
        }
        // A comment after a value is no part of it.
        if let comment = text.range(of: " #") { all.append(String(text[..<comment]).trimmed) }
        for quote in ["\"", "'"] {
            guard let start = text.firstIndex(of: Character(quote)),
                let end = text.lastIndex(of: Character(quote)), start < end
            else { continue }
            let inner = String(text[text.index(after: start)..<end])
            all.append(inner)
            all.append(inner.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\"))
            all.append(inner.replacing("''", with: "'"))
        }
        return all
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return String(text)
    }

    fileprivate func range(of word: String) -> String.Index? { firstRange(of: word)?.lowerBound }
}
