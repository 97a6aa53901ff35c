/// The readiness of a proxy to replace a service.
public struct ProxyReadiness: Sendable, Hashable {
    /// Whether HAProxy listens on the endpoint.
    public var listens: Bool
    /// Whether a server is proven, or none needs proof.
    public var isProven: Bool
    /// Whether the proxy can take over the clients of a service at this endpoint.
    public var isReady: Bool { listens && isProven }

    /// Creates a readiness.
    public init(listens: Bool = true, isProven: Bool = true) {
        self.listens = listens
        self.isProven = isProven
    }
}
