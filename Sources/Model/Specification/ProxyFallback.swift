import Addresses

/// The replacement for the servers of a proxy while all of them are down.
public enum ProxyFallback: Sendable, Hashable {
    /// The holding page; in `http` mode only.
    case holdingPage
    /// Another machine; the default port is the first one on which the proxy listens.
    case server(IPAddress, UInt16?)
}
