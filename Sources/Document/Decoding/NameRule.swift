import Model

/// What a name may look like.
enum NameRule {
    /// A name of an object of the document: it stands in commands as `SERVICE/SERVER`.
    case object
    /// A network interface. Source: `dev_valid_name` in the kernel's `net/core/dev.c`.
    case interface

    /// The most characters of an object's name.
    static let characterLimit = 64
    /// The most bytes of an interface's name: `IFNAMSIZ` less its NUL.
    static let interfaceLimit = 15

    /// What to write instead, where an alias such as `eth0:0` was meant; nil: nothing is known.
    func remedy(for name: String) -> String? {
        guard case .interface = self, let colon = name.firstIndex(of: ":"),
            problem(with: String(name[..<colon])) == nil
        else { return nil }
        return "write \(name[..<colon]): an address needs no alias of its own"
    }

    /// What is wrong with a name; nil: nothing.
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
        }
        return nil
    }
}
