import Addresses

/// The two ends of the connection of an administrator.
public struct AdminConnection: Sendable, Hashable {
    /// The address of the administrator.
    public var client: IPAddress
    /// The address of this host.
    public var server: IPAddress

    /// Creates a connection.
    public init(client: IPAddress, server: IPAddress) {
        self.client = client
        self.server = server
    }
}
