/// The value of an SNMP object.
///
/// **Source:** `snmpd.conf(5)`, "pass_persist"; `counter64` is of net-snmp 5.4 and later.
enum ObjectValue: Sendable, Hashable {
    case integer(Int)
    /// A value that rises and falls, at most 32 bits.
    case gauge(UInt64)
    /// A total of 64 bits.
    case counter(UInt64)
    case text(String)

    /// The most bytes of a text.
    private static let limit = 255

    /// The type and the value as lines of the protocol.
    var lines: [String] {
        switch self {
        case .integer(let number):
            ["integer", "\(min(max(number, Int(Int32.min)), Int(Int32.max)))"]
        case .gauge(let number): ["gauge", "\(min(number, UInt64(UInt32.max)))"]
        case .counter(let number): ["counter64", "\(number)"]
        case .text(let text): ["string", Self.line(text)]
        }
    }

    /// Returns the text in a line.
    private static func line(_ text: String) -> String {
        var bytes = Array(text.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }.prefix(limit))
        // No part of a character.
        while String(validating: bytes, as: UTF8.self) == nil, !bytes.isEmpty { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
