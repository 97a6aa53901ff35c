/// The packet of a question about the firewall, as a person has written it.
public struct PagePacket: Sendable, Hashable {
    /// The client, with or without a port.
    public let source: String
    /// The destination, with a port where the protocol has them.
    public let destination: String
    /// The protocol.
    public let transport: String

    /// Creates a packet.
    public init(from source: String, to destination: String, _ transport: String) {
        self.source = source
        self.destination = destination
        self.transport = transport
    }
}
