/// A server as the search finds it.
public struct PagePlace: Sendable, Hashable {
    /// The name of its service or proxy.
    public let service: String
    /// Its name.
    public let server: String
    /// Its address.
    public let address: String

    /// Creates a server.
    public init(service: String, server: String, address: String) {
        self.service = service
        self.server = server
        self.address = address
    }
}
