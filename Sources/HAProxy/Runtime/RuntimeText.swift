/// Lines and numbers of HAProxy's replies.
enum RuntimeText {
    /// Returns the lines without their line ends, except empty lines.
    static func lines(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline)
    }

    /// Returns the words of a line, separated by spaces or tabs.
    static func words(_ line: Substring) -> [Substring] {
        line.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map(Substring.init)
    }

    /// Returns the `key: value` pairs, one per line; the first of equal keys counts, and values may
    /// be empty.
    static func pairs(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for line in lines(text) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop(while: { $0 == " " })
            if pairs[String(line[..<colon])] == nil {
                pairs[String(line[..<colon])] = String(value)
            }
        }
        return pairs
    }

    /// Parses a duration such as `0d00h01m02s`.
    ///
    /// **Errors:** nil for any other text, and for more than a million days.
    static func uptime(_ word: Substring) -> Duration? {
        let seconds: [Character: Int64] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
        var sum: Int64 = 0
        var number = ""
        for character in word {
            if let unit = seconds[character] {
                guard let count = Int64(number), (0...1_000_000).contains(count) else {
                    return nil
                }
                sum += count * unit
                number = ""
            } else {
                number.append(character)
            }
        }
        return number.isEmpty && !word.isEmpty ? .seconds(sum) : nil
    }
}
