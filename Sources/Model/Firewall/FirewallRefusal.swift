/// A rule that the iptables of a host refuses.
public struct FirewallRefusal: Sendable, Hashable {
    /// The comment that identifies the rule.
    public let comment: String
    /// The words of the program.
    public let reason: String

    /// Creates a refusal.
    public init(of comment: String, because reason: String) {
        self.comment = comment
        self.reason = reason
    }
}
