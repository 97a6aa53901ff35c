/// One change to the processes of HAProxy, as a plan shows it.
public struct ProxyStep: Sendable, Hashable, Codable {
    /// What is done: "reload HAProxy: shop/app3 is to go".
    public var description: String
    /// What it may do to clients.
    public var risk: Risk

    /// This step.
    public init(_ description: String, _ risk: Risk) {
        self.description = description
        self.risk = risk
    }
}
