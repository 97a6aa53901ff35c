import Addresses
import Admin

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

    /// Creates the subject of a name, or of a name within it.
    init(service: String, server: String?) {
        self.service = service
        self.server = server
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
    package var path: String { Self.path(of: service, server) }

    /// Returns the request path for the explanation of a name, or of a name within it.
    static func path(of name: String, _ part: String?) -> String {
        prefix + [name, part].compactMap(\.self).map(PathText.escaped).joined(separator: "/")
    }

    /// Parses the subject of a request path; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let parts = path.dropFirst(Self.prefix.count)
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { PathText.unescaped(String($0)) }
        guard parts.count <= 2, let service = parts[0], !service.isEmpty else { return nil }
        self.service = service
        guard parts.count == 2 else {
            server = nil
            return
        }
        guard let server = parts[1], !server.isEmpty else { return nil }
        self.server = server
    }
}
