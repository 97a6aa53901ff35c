/// The networks that the document admits to this node.
public struct PageLockdown: Sendable, Hashable {
    /// The networks of administrators.
    public let networks: [String]
    /// The ports of the administration, beside those of the document.
    public let ports: [String]
    /// The services that only some networks reach, a sentence each.
    public let services: [String]
    /// The line of the document that has it; nil: unknown.
    public let line: Int?

    /// Creates a lock-down.
    public init(networks: [String], ports: [String], services: [String], line: Int?) {
        self.networks = networks
        self.ports = ports
        self.services = services
        self.line = line
    }
}
