import Model

/// Received bytes as text that is safe to print.
enum Printable {
    /// The first bytes, with unprintable ones as `\xNN`, within `CheckResult.textLimit`.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            let next: String
            switch byte {
            case 0x0a: next = "\\n"
            case 0x0d: next = "\\r"
            case 0x20...0x7e: next = String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16)
                next = "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
            if text.utf8.count + next.utf8.count > CheckResult.textLimit { break }
            text += next
        }
        return text
    }
}
