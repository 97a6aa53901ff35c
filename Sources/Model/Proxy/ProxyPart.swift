/// The changes of a step to a proxy, a route, an SSL service or the process.
public struct ProxyPart: Sendable, Hashable, Codable {
    /// The part: "proxy shop", "route img of shop", "SSL service shop-ssl", "process".
    public var subject: String
    /// Whether it appears, changes or is removed.
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
