/// A setting of a host that prevents or harms the forwarding of packets.
public struct HostFinding: Sendable, Hashable {
    /// The kind of the finding.
    public var code: Code
    /// The severity.
    public var severity: Severity
    /// The object: an interface, an address, a table.
    public var subject: String
    /// The problem, as a sentence without a full stop.
    public var problem: String
    /// The effect on clients, as a sentence without a full stop.
    public var effect: String
    /// The services that it concerns; empty: all.
    ///
    /// **Shape:** unique, in the order of the document.
    public var services: [String]
    /// Shell commands that mend it now, in order.
    public var commands: [String]
    /// Shell commands that keep it so after a restart; empty: ``commands`` do.
    public var lasting: [String]

    /// Creates a finding.
    public init(
        _ code: Code, _ subject: String, severity: Severity = .error, problem: String,
        effect: String, services: [String] = [], commands: [String] = [], lasting: [String] = []
    ) {
        self.code = code
        self.severity = severity
        self.subject = subject
        self.problem = problem
        self.effect = effect
        self.services = services
        self.commands = commands
        self.lasting = lasting
    }

    /// The severity of a finding.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// Packets are lost.
        case error
        /// Packets may be lost, under load or for some clients.
        case warning
    }

    /// The kind of a finding, in the order in which findings are mended.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A real server answers ARP requests for the virtual address on its `lo`.
        case arpIgnore
        /// A real server sends ARP requests from the virtual address.
        case arpAnnounce
        /// A virtual address is on an interface that answers for it.
        case misplacedAddress
        /// A virtual address on `lo` has a network, not only itself.
        case addressPrefix
        /// A real server lacks the virtual address.
        case missingAddress
        /// Duplicate address detection keeps the kernel from using an address.
        case unusableAddress
        /// No tunnel device unwraps the packets of the load balancer.
        case tunnelDevice
        /// Nothing receives the UDP packets of a tunnel.
        case tunnelPort
        /// A real server offers segments that do not fit through the tunnel.
        case tunnelSegment
        /// `rp_filter` drops packets of clients.
        case senderFilter
        /// The replies to clients leave by another interface than that of their packets.
        case asymmetricRoute
        /// The replies of a masq server do not pass through the load balancer.
        case defaultRoute
        /// No program listens for the service.
        case notListening
        /// A load balancer does not forward packets between its interfaces.
        case forwarding
        /// The kernel lacks a module.
        case kernelModule
        /// The network lacks an interface of a virtual address.
        case missingInterface
        /// The interface of a virtual address carries no packets.
        case silentInterface
        /// Another host has a virtual address.
        case duplicateAddress
        /// An interface merges packets that then can't be forwarded.
        case mergedPackets
        /// A load balancer redirects real servers to a route that avoids it.
        case redirects
        /// The table of tracked connections is nearly full, or was full.
        case trackingTable
        /// The table of IPVS connections has too few buckets.
        case connectionTable
    }
}
