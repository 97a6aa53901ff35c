/// Records of comma-separated values; quoted fields may contain commas, line ends and `""`.
///
/// **Source:** RFC 4180.
struct CommaSeparated {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// Creates a reader of a text.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Whether no record remains.
    var isAtEnd: Bool { position >= bytes.count }

    /// Reads one record; passes each field with its position, and decodes its text only on demand.
    mutating func readRecord(_ visit: (_ position: Int, _ text: () -> String) -> Void) {
        var field = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") {
                let text = quoted()
                visit(field) { text }
            } else {
                let start = position
                while position < bytes.count, bytes[position] != UInt8(ascii: ","),
                    bytes[position] != UInt8(ascii: "\n")
                { position += 1 }
                let range = start..<position
                visit(field) { String(decoding: bytes[range], as: UTF8.self) }
            }
            guard position < bytes.count else { return }
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\n") { return }
            field += 1
        }
    }

    /// Reads a quoted field, up to the comma or line end after it.
    private mutating func quoted() -> String {
        var text: [UInt8] = []
        var isQuoted = true
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\""), isQuoted {
                let isDoubled =
                    position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\"")
                if isDoubled {
                    text.append(byte)
                    position += 1
                } else {
                    isQuoted = false
                }
            } else if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                break
            } else {
                text.append(byte)
            }
            position += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
