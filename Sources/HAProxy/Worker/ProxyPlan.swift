import Model

/// The steps to a configuration, and their effect on clients.
public struct ProxyPlan: Sendable, Hashable {
    /// Each step once.
    public var steps: [ProxyStep]
    /// Servers that stay until those of the document are proven.
    public var held: [HeldServers]
    /// The endpoints where HAProxy can't listen yet, or shares the port.
    public var unheard: [Unheard]
    /// The proxies and routes that have a server that works and are left without one that is known
    /// to work, in words.
    public var outages: [String]
    /// The sections of haproxy.cfg of which no server is proven, each with its awaited servers.
    public var unproven: [HeldServers] = []

    /// A plan of these steps.
    public init(
        steps: [ProxyStep] = [], held: [HeldServers] = [], unheard: [Unheard] = [],
        outages: [String] = []
    ) {
        self.steps = steps
        self.held = held
        self.unheard = unheard
        self.outages = outages
    }
}
