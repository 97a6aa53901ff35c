/// The short texts in a file of Python objects.
///
/// Source: Python's `pickletools`, `SHORT_BINUNICODE`, `BINUNICODE`, `SHORT_BINSTRING`,
/// `BINSTRING`.
struct PickledText {
    /// The texts of 1 to 15 printable bytes, which can be names of interfaces.
    let words: Set<String>

    init(_ bytes: [UInt8]) {
        var words: Set<String> = []
        for place in bytes.indices {
            let start: Int
            switch bytes[place] {
            case 0x8c, 0x55: start = place + 2
            case 0x58, 0x54:
                guard place + 5 <= bytes.count, bytes[place + 2..<place + 5].allSatisfy({ $0 == 0 })
                else { continue }
                start = place + 5
            default: continue
            }
            guard start < bytes.count, (1...15).contains(bytes[place + 1]) else { continue }
            let word = bytes[start...].prefix(Int(bytes[place + 1]))
            guard word.count == bytes[place + 1], word.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
            else { continue }
            words.insert(String(decoding: word, as: UTF8.self))
        }
        self.words = words
    }
}
