import Addresses
import Model

/// The sessions, SSH ports and routers by which administrators reach a host.
public struct AdminAccess: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The open sessions.
    public var sessions: [AdminPath]
    /// The ports on which SSH servers listen, beside 22.
    public var ports: Set<UInt16>
    /// The routers of this host.
    public var routers: Set<IPAddress>

    /// Creates an access.
    public init(
        sessions: [AdminPath] = [], ports: Set<UInt16> = [], routers: Set<IPAddress> = []
    ) {
        self.sessions = sessions
        self.ports = ports
        self.routers = routers
    }

    /// Creates an access with these sessions.
    public init(arrayLiteral sessions: AdminPath...) {
        self.init(sessions: sessions)
    }

    /// Whether an address that an edit adds to this host can cut an administrator off.
    ///
    /// It is the address of a client or a router, or the new route to its network replaces the
    /// route to a client.
    ///
    /// - Parameter clients: the networks of administrators in the document.
    func isTaken(by address: Prefix, _ clients: [Prefix]) -> Bool {
        let own = address.address
        if routers.contains(own) { return true }
        if clients.contains(where: { $0.length == own.family.bits && $0.address == own }) {
            return true
        }
        return sessions.contains { session in
            let client = session.client.address
            if client == own { return true }
            return address.length < own.family.bits && address.contains(client)
                && !address.contains(session.server.address)
        }
    }
}
