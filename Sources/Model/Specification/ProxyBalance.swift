/// The algorithm that selects the server of the next connection or request.
///
/// Source: HAProxy's configuration manual, `balance`.
public enum ProxyBalance: Sendable, Hashable {
    /// Round robin, by weight.
    case roundRobin
    /// The server with the fewest connections, by weight.
    case leastConnections
    /// A hash of the client's address; of IPv6, the /64 network.
    case source
    /// A hash of the path; `http` mode only.
    case uri
    /// A hash of this header's value; `http` mode only.
    case header(String)
    /// The less busy of two random servers.
    case random
}
