import Addresses

/// Clients that send the PROXY protocol header.
public enum ProxySenders: Sendable, Hashable {
    /// No clients.
    case off
    /// All clients: every client that reaches the listener can claim any address.
    case fromAll
    /// Clients in these networks; other addresses are ordinary clients.
    case from([Prefix])
}
