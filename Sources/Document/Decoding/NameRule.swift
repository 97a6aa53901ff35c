import Addresses
import Model

/// Syntax of a kind of name.
enum NameRule {
    /// The name of an object of the document, as used in commands (`SERVICE/SERVER`).
    case object
    /// A network interface. Source: `dev_valid_name` in the kernel's `net/core/dev.c`.
    case interface
    /// A host name of a client's request: a DNS name, whose first label may be `*`, or an address.
    case host

    /// Maximum number of characters in an object's name.
    static let characterLimit = 64
    /// Maximum number of bytes in an interface's name: `IFNAMSIZ` less its NUL.
    static let interfaceLimit = 15

    /// A correction of the name, if it is an alias such as `eth0:0`; nil: none is known.
    func remedy(for name: String) -> String? {
        guard case .interface = self, let colon = name.firstIndex(of: ":"),
            problem(with: String(name[..<colon])) == nil
        else { return nil }
        return "write \(name[..<colon]): an address needs no alias of its own"
    }

    /// The error in a name; nil: the name is valid.
    func problem(with name: String) -> (code: DiagnosticCode, message: String)? {
        guard !name.isEmpty else { return (.outOfRange, "may not be empty") }
        switch self {
        case .object:
            guard name.unicodeScalars.count <= Self.characterLimit else {
                return (.outOfRange, "may have at most \(Self.characterLimit) characters")
            }
            let isPlain = name.unicodeScalars.allSatisfy {
                $0 != "/" && $0.isPrintable && !$0.properties.isWhitespace
            }
            guard isPlain else {
                return (.malformed, "may have no white space, control characters or /")
            }
        case .interface:
            guard name.utf8.count <= Self.interfaceLimit else {
                return (.outOfRange, "may have at most \(Self.interfaceLimit) bytes")
            }
            let isPlain = name.unicodeScalars.allSatisfy {
                $0 != "/" && $0 != ":" && $0.isPrintable && !$0.properties.isWhitespace
            }
            guard isPlain, name != ".", name != ".." else {
                return (.malformed, "is not the name of an interface")
            }
        case .host:
            guard IPAddress(name) != nil || Self.isHost(name) else {
                return (.malformed, "is neither a DNS name nor an address")
            }
        }
        return nil
    }

    /// Source: RFC 1123 section 2.1, RFC 9525 section 6.3.
    private static func isHost(_ name: String) -> Bool {
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)[...]
        if labels.first == "*" {
            labels = labels.dropFirst()
            // `*` alone, or `*.example`, would match too much.
            guard labels.count >= 2 else { return false }
        }
        guard name.utf8.count <= 253, !labels.isEmpty,
            // Four numbers are a mistyped address.
            !labels.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) })
        else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    $0.isDigit || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                        || "-_".utf8.contains($0)
                }
        }
    }
}
