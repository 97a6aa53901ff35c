/// The form of a value in the JSON that a command prints.
public indirect enum ValueShape: Sendable {
    /// A text.
    case text
    /// A text that matches a regular expression.
    case matching(String)
    /// One of these words.
    case word([String])
    /// A whole number.
    case integer
    /// A whole number that is not negative.
    case count
    /// A number, whole or not.
    case number
    /// This number.
    case constant(Int)
    /// True or false.
    case flag
    /// A text, a whole number, or true or false.
    case scalar
    /// A list.
    case list(ValueShape)
    /// An object with any keys, each with a value of this form.
    case map(ValueShape)
    /// A value of one of these forms.
    case either([ValueShape])
    /// An object with these keys.
    case record(RecordShape)
}

extension ValueShape {
    /// The words of an enumeration.
    public static func words<Word: CaseIterable & RawRepresentable<String>>(
        of type: Word.Type
    ) -> ValueShape {
        .word(type.allCases.map(\.rawValue))
    }

    /// `10.0.0.1`, `2001:db8::1`.
    public static let address = ValueShape.matching("^\(addressPattern)$")
    /// `10.0.0.1/24`.
    public static let prefix = ValueShape.matching("^\(addressPattern)/[0-9]{1,3}$")
    /// `10.0.0.1:80`, `[2001:db8::1]:80`.
    public static let endpoint = ValueShape.matching("^\(endpointPattern)$")
    /// `tcp 10.0.0.1:80`, `mark 7`, `mark 7 ipv6`.
    public static let service = ValueShape.matching(
        "^((tcp|udp|sctp) \(endpointPattern)|mark [0-9]+( ipv6)?)$")
    /// `gate`, `gre+checksum`, `gue:6080+remote`.
    public static let forwarding = ValueShape.matching(
        "^(gate|masq|ipip|local|bypass|gre(\\+[a-z]+)?|gue:[0-9]+(\\+[a-z]+)?)$")

    private static let addressPattern = "[0-9a-f:.]+"
    private static let endpointPattern = "([0-9.]+|\\[[0-9a-f:.]+\\]):[0-9]{1,5}"
}
