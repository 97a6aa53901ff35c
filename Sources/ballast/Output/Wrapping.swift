/// The text in lines of 80 columns at most, broken between words; a longer word has its own line.
func wrapped(_ text: String, first: String = "", rest: String) -> [String] {
    let limit = 80
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if !isEmpty, line.count + 1 + word.count > limit {
            lines.append(line)
            line = rest
            isEmpty = true
        }
        line += (isEmpty ? "" : " ") + word
        isEmpty = false
    }
    return lines + [line]
}
