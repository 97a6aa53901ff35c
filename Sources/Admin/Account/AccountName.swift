/// The rule for names of accounts and tokens.
///
/// **Shape:** 1 to 32 characters: `a` to `z` and digits, after the first also `.`, `_`, `-` and
/// `@`. So no name differs from another one by its case, its accents or hidden characters.
public enum AccountName {
    /// The most bytes of a name.
    public static let limit = 32

    /// Whether a text is a name.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...limit).contains(bytes.count) else { return false }
        return bytes.enumerated().allSatisfy { place, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "@"):
                place > 0
            default: false
            }
        }
    }
}
