/// Returns the text in lines of at most this width, broken between words; a longer word is broken
/// within.
func wrapped(_ text: String, first: String = "", rest: String, width: Int = 80) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        var word = word
        if !isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = rest
            isEmpty = true
        }
        while isEmpty, line.count + word.count > width, line.count < width {
            let head = word.prefix(width - line.count)
            lines.append(line + head)
            word = word.dropFirst(head.count)
            line = rest
        }
        line += (isEmpty ? "" : " ") + word
        isEmpty = false
    }
    return lines + [line]
}
