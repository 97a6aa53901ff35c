/// The decision of the firewall about a packet.
public struct PageTrace: Sendable {
    /// The decision: accepted, dropped, rejected, undecided.
    public let verdict: String
    /// The packet, the rule that decides, and the way through the chains, a line each.
    public let lines: [String]

    /// Creates a trace.
    public init(verdict: String, lines: [String]) {
        self.verdict = verdict
        self.lines = lines
    }
}
