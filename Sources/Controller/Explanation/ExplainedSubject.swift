import Addresses

/// The subject of `ballast explain`: a name, a name within another, or an address.
package struct ExplainedSubject: Equatable, Sendable {
    package let service: String
    /// Nil: the service as a whole.
    package let server: String?

    /// An address, or an address with a port.
    struct Place: Equatable {
        let address: IPAddress
        /// Nil: every port.
        let port: UInt16?

        /// Whether the endpoint is at this place.
        func has(_ endpoint: Endpoint) -> Bool {
            endpoint.address == address && (port == nil || endpoint.port == port)
        }
    }

    /// The address; nil: the subject is a name.
    var place: Place? {
        // The prefix length of an address, as in documents, looks like a server.
        if let address = IPAddress(service) { return Place(address: address, port: nil) }
        guard server == nil, let endpoint = Endpoint(service) else { return nil }
        return Place(address: endpoint.address, port: endpoint.port)
    }

    /// Parses `NAME`, `NAME/NAME` or an address; nil: another text.
    package init?(argument: String) {
        let slash = argument.firstIndex(of: "/")
        service = String(argument[..<(slash ?? argument.endIndex)])
        server = slash.map { String(argument[argument.index(after: $0)...]) }
        if service.isEmpty || server?.isEmpty == true { return nil }
    }

    /// The text of the subject.
    package var description: String { [service, server].compactMap(\.self).joined(separator: "/") }

    private static let prefix = "/explain/"

    /// The request path for its explanation.
    ///
    /// Bytes outside RFC 3986's unreserved set are escaped as `%XX`.
    package var path: String {
        Self.prefix
            + [service, server].compactMap(\.self).map(Self.escaped).joined(separator: "/")
    }

    /// Parses the subject of a request path; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let parts = path.dropFirst(Self.prefix.count)
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { Self.unescaped(String($0)) }
        guard parts.count <= 2, let service = parts[0], !service.isEmpty else { return nil }
        self.service = service
        guard parts.count == 2 else {
            server = nil
            return
        }
        guard let server = parts[1], !server.isEmpty else { return nil }
        self.server = server
    }

    private static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
