/// A service or proxy of the document, with the names of its servers.
public struct PageOutline: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The names of its servers.
    public let servers: [String]

    /// Creates a service.
    public init(name: String, servers: [String]) {
        self.name = name
        self.servers = servers
    }
}
