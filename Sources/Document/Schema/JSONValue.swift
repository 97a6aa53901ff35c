/// A JSON value whose objects preserve their order.
public enum JSONValue: Sendable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// True or false.
    case boolean(Bool)
    /// A list.
    case list([JSONValue])
    /// An object, with its keys in this order.
    case object([(key: String, value: JSONValue)])

    /// Returns the value as text with two spaces of indentation; short lists stay on one line.
    public func text(indentation: String = "") -> String {
        switch self {
        case .text(let text): return Self.quoted(text)
        case .integer(let number): return String(number)
        case .boolean(let flag): return String(flag)
        case .list(let elements):
            if elements.allSatisfy(\.isScalar) {
                let line = "[" + elements.map { $0.text() }.joined(separator: ", ") + "]"
                if line.utf8.count + indentation.utf8.count <= 80 { return line }
            }
            return Self.block(
                "[", elements.map { $0.text(indentation: indentation + "  ") }, "]", indentation)
        case .object(let members):
            let lines = members.map { member in
                "\(Self.quoted(member.key)): \(member.value.text(indentation: indentation + "  "))"
            }
            return Self.block("{", lines, "}", indentation)
        }
    }

    private var isScalar: Bool {
        switch self {
        case .text, .integer, .boolean: true
        case .list, .object: false
        }
    }

    private static func block(
        _ open: String, _ lines: [String], _ close: String, _ indentation: String
    ) -> String {
        guard !lines.isEmpty else { return open + close }
        let inner = lines.map { "\n\(indentation)  \($0)" }.joined(separator: ",")
        return "\(open)\(inner)\n\(indentation)\(close)"
    }

    /// **Source:** RFC 8259 section 7.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    /// Creates a text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// Creates true or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
