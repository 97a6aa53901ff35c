/// A whole number in a document: decimal digits, an optional minus sign, no leading zeros.
///
/// YAML 1.1 reads `010` as 8, `80:00` as 4800 and `1_000` as 1000, which is never intended.
struct IntegerText {
    /// The number, clamped to the range of `Int`.
    let value: Int

    /// **Errors:** nil for anything else.
    init?(_ bytes: ArraySlice<UInt8>) {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes
        guard !digits.isEmpty, digits.allSatisfy({ $0.isDigit }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        var value = 0
        for digit in digits {
            let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(Int(digit - 0x30))
            value = isLarge || isLarger ? Int.max : sum
            if value == Int.max { break }
        }
        self.value = isNegative ? -value : value
    }

    /// The intended number, if the text is a number in another notation.
    static func intended(by text: String) -> String? {
        switch text.lowercased() {
        case "true", "yes", "on": return "write 1"
        case "false", "no", "off": return "write 0"
        default: break
        }
        let plain = text.filter { $0 != "_" && $0 != "," }
        if text.lowercased().hasPrefix("0x"), let number = Int(text.dropFirst(2), radix: 16) {
            return "write \(number)"
        }
        if text.lowercased().hasPrefix("0o"), let number = Int(text.dropFirst(2), radix: 8) {
            return "write \(number)"
        }
        if text.contains(":") { return "some YAML readers take this for a number to base 60" }
        if text.hasPrefix("0"), let number = Int(text) {
            return "some YAML readers take this for octal: write \(number)"
        }
        if plain != text || text.hasPrefix("+"), let number = Int(plain) {
            return "write \(number)"
        }
        let halves = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        if halves.count == 2, let digits = Int(halves[0]), let zeros = Int(halves[1]),
            (0...9).contains(zeros), digits.magnitude < 1_000_000
        {
            return "write \(digits)" + String(repeating: "0", count: zeros)
        }
        return nil
    }
}
