/// The rule for new passwords.
///
/// Length counts, not the kinds of characters. **Source:** NIST SP 800-63B, section 3.1.1.2.
public enum PasswordRule {
    /// The fewest characters.
    public static let minimum = 12
    /// The most bytes; longer ones are refused before anything is computed.
    public static let maximum = 1024
    /// The fewest different characters.
    private static let variety = 5

    /// A reason why a password is refused.
    public enum Problem: Sendable, Hashable {
        /// It has fewer characters than ``PasswordRule/minimum``.
        case tooShort
        /// It has more bytes than ``PasswordRule/maximum``.
        case tooLong
        /// It has control characters, or is not UTF-8.
        case control
        /// It has too few different characters, or little more than the account's name.
        case simple
    }

    /// Returns the reason why a password is refused for an account; nil: it is accepted.
    public static func problem(of password: [UInt8], for name: String) -> Problem? {
        guard password.count <= maximum else { return .tooLong }
        guard let text = String(validating: password, as: UTF8.self),
            password.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { return .control }
        guard text.count >= minimum else { return .tooShort }
        let isName = text.lowercased().hasPrefix(name) && text.count - name.count < minimum / 2
        guard Set(text).count >= variety, !isName else { return .simple }
        return nil
    }
}

extension PasswordRule.Problem: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .tooShort: "the password has fewer than \(PasswordRule.minimum) characters"
        case .tooLong: "the password has more than \(PasswordRule.maximum) bytes"
        case .control: "the password has control characters, or is not UTF-8"
        case .simple:
            "the password has too few different characters, or little more than the account's name"
        }
    }
}
