/// One change to the processes of HAProxy, as a plan shows it.
public struct ProxyStep: Sendable, Hashable, Codable {
    /// What is done: "reload HAProxy: shop/app3 is to go".
    public var description: String
    /// What it may do to clients.
    public var risk: Risk
    /// The differences by part of the document.
    ///
    /// **Shape:** in the order of haproxy.cfg, removed parts last. Empty: the description is
    /// complete.
    public var parts: [ProxyPart]

    /// This step.
    public init(_ description: String, _ risk: Risk, parts: [ProxyPart] = []) {
        self.description = description
        self.risk = risk
        self.parts = parts
    }
}

/// The changes of a step to a proxy, a route, an SSL service or the process.
public struct ProxyPart: Sendable, Hashable, Codable {
    /// The part: "proxy shop", "route img of shop", "SSL service shop-ssl", "process".
    public var subject: String
    /// Whether it appears, changes or is gone.
    public var action: StepAction
    /// A line for each server, route and option: "+ server app3 10.0.0.3:80, weight 10".
    public var changes: [String]

    /// This part.
    public init(_ subject: String, _ action: StepAction = .change, _ changes: [String] = []) {
        self.subject = subject
        self.action = action
        self.changes = changes
    }
}
