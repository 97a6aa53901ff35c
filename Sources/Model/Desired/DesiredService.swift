import Addresses

/// A service with its desired destinations.
public struct DesiredService: Sendable, Hashable {
    /// The name in the document; nil: unknown.
    public var name: String?
    /// The service.
    public var service: VirtualService
    /// The destinations by endpoint, with weights that already account for state and health.
    public var destinations: [Endpoint: Destination]
    /// The policy by which destinations leave.
    public var drain: DrainPolicy
    /// Servers that were never checked, with their weight in the document.
    ///
    /// When checks begin, a server with connections keeps them until a check fails; a server
    /// without connections waits until one passes.
    public var unproven: [Endpoint: Int] = [:]
    /// Failed servers that are removed at once, without waiting for their clients.
    public var failed: Set<Endpoint> = []
    /// Servers that are down: they leave, stay with weight 0, or are held.
    public var down: Set<Endpoint> = []
    /// The destination that replaces the servers while all are down; nil: none.
    public var fallback: Endpoint?
    /// Servers that are online and whose checks count.
    ///
    /// The last working servers stay until one of these is proven. Empty with `handover: atOnce`.
    public var awaited: Set<Endpoint>
    /// Servers that the document or their agent removes from service; they never stay for a
    /// handover.
    public var dismissed: Set<Endpoint> = []
    /// Servers of the document without connections: weight 0, `drain` or `offline`.
    public var outByHand: Set<Endpoint> = []
    /// Whether the operator has taken every server of the document out of service: servers that are
    /// already held stay.
    public var keepsHeld = false
    /// Servers that have passed too few checks in a row to replace working ones.
    public var onTrial: Set<Endpoint> = []
    /// Servers that the document removes but that stay in service, with their former weights, until
    /// one of ``awaited`` is proven.
    ///
    /// **Shape:** a part of ``destinations``, where servers that are down have weight 0; empty
    /// before ``Desired`` was compared with the host.
    public var held: [Endpoint: Destination] = [:]

    /// Creates a service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: Destination] = [:],
        drain: DrainPolicy = DrainPolicy(), awaited: Set<Endpoint> = [], name: String? = nil
    ) {
        self.name = name
        self.service = service
        self.destinations = destinations
        self.drain = drain
        self.awaited = awaited
    }
}
