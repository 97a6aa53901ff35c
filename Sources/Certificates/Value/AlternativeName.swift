public import Addresses

/// A name in a certificate.
///
/// **Source:** RFC 5280 section 4.2.1.6; only DNS names and IP addresses, which TLS servers use.
public enum AlternativeName: Sendable, Hashable {
    /// A DNS name, lower case; its first label may be `*`.
    case dns(String)
    /// An IP address.
    case address(IPAddress)

    /// Parses a name for a new certificate.
    ///
    /// **Shape:** an IP address; or labels of letters, digits, hyphens and underscores, at most 253
    /// characters, the first label may be `*`. International names use their `xn--` form.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        if let address = IPAddress(text) {
            self = .address(address)
            return
        }
        let name = text.lowercased()
        guard name.utf8.count <= 253 else { return nil }
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)[...]
        if labels.first == "*" {
            labels = labels.dropFirst()
            // `*` alone, or `*.example`, would match too much.
            guard labels.count >= 2 else { return nil }
        }
        guard !labels.isEmpty, labels.allSatisfy({ Self.isLabel($0) }) else { return nil }
        // Four numbers are a mistyped address.
        guard !labels.allSatisfy({ $0.allSatisfy(\.isNumber) }) else { return nil }
        self = .dns(name)
    }

    /// A DNS name of an existing certificate, with any content; all but printable ASCII is escaped.
    init(certified bytes: some Collection<UInt8>) {
        var text = ""
        for byte in bytes {
            if (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\\") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        self = .dns(text.lowercased())
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    /// Whether a certificate with this name is valid for a client's host name.
    ///
    /// A wildcard is the whole first label, and matches exactly one label. An address matches only
    /// itself, never a DNS name of the same text.
    ///
    /// **Source:** RFC 9525 section 6.3, 6.4 and 6.5.
    public func fits(_ host: AlternativeName) -> Bool {
        switch (self, host) {
        case (.address(let own), .address(let asked)): return own == asked
        case (.dns(let own), .dns(let asked)):
            let own = Self.comparable(own)
            let asked = Self.comparable(asked)
            if own == asked { return true }
            guard own.hasPrefix("*."), let dot = asked.firstIndex(of: ".") else { return false }
            let (first, rest) = (asked[..<dot], asked[dot...])
            // A wildcard for a whole top-level domain is ignored.
            return !first.isEmpty && !first.contains("*") && own.dropFirst() == rest
                && rest.dropFirst().contains(".")
        default: return false
        }
    }

    /// Lower case, without the final dot.
    private static func comparable(_ name: String) -> Substring {
        let name = name.lowercased()
        return name.hasSuffix(".") ? name.dropLast() : name[...]
    }
}

extension AlternativeName: CustomStringConvertible {
    /// The name, or the address.
    public var description: String {
        switch self {
        case .dns(let name): name
        case .address(let address): address.description
        }
    }
}
