/// The decision of a table about a packet.
public enum FirewallVerdict: String, Sendable, Hashable {
    /// The packet continues.
    case accepted
    /// The packet is dropped without an answer.
    case dropped
    /// The packet is dropped, and its sender gets an error.
    case rejected
    /// Conditions that only the kernel evaluates decide.
    case undecided
}
