/// A packet and the decision that the document requires about it.
public struct FirewallProof: Sendable, Hashable {
    /// The packet.
    public var packet: FirewallPacket
    /// Whether it must be accepted.
    public var isAccepted: Bool
    /// The part of the document that requires it: "service web".
    public var reason: String

    /// Creates a proof.
    public init(_ packet: FirewallPacket, isAccepted: Bool, because reason: String) {
        self.packet = packet
        self.isAccepted = isAccepted
        self.reason = reason
    }
}
