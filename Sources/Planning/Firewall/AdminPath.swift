import Addresses
import Model

/// The way of an administrator to the SSH server of this host.
public struct AdminPath: Sendable, Hashable {
    /// The place of the administrator.
    public var client: Endpoint
    /// The place at which the SSH server accepts the session.
    public var server: Endpoint

    /// Creates a way.
    public init(from client: Endpoint, to server: Endpoint) {
        self.client = client
        self.server = server
    }

    /// Parses `SSH_CONNECTION`: address and port of the client, then of the server.
    ///
    /// Source: ssh(1). **Errors:** nil for any other text.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, let client = Self.place(words[0], words[1]),
            let server = Self.place(words[2], words[3])
        else { return nil }
        self.init(from: client, to: server)
    }

    /// An address, which may have a zone, with its port.
    private static func place(_ address: Substring, _ port: Substring) -> Endpoint? {
        guard let address = IPAddress(address.prefix { $0 != "%" }), let port = UInt16(port) else {
            return nil
        }
        return Endpoint(address, port: port)
    }
}
