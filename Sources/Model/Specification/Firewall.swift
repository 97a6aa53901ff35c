import Addresses

/// The firewall of the nodes: lock-down, firewall marks and address translation.
public struct Firewall: Sendable, Hashable {
    /// Access to this host; nil: every client reaches every port.
    public var lockdown: Lockdown?
    /// Firewall marks for services with `mark`.
    public var marks: [Mark] = []
    /// The marks of services with `mark: auto`.
    public var markRange: MarkRange = MarkRange()
    /// Internal networks that reach others with an address of this host.
    public var masquerade: [Masquerade] = []
    /// External addresses that stand for internal ones.
    public var oneToOne: [Translation] = []
    /// Ports that are forwarded to internal hosts.
    public var forwards: [Forward] = []
    /// Whether the kernel reads the FTP connections of internal hosts, for their data connections.
    ///
    /// Nil: only those of a port forward to port 21.
    public var fileTransfers: Bool?
    /// Lines of iptables in Ballast's chains.
    public var rules: [RawRule] = []
    /// Files of networks whose packets are dropped.
    public var blocklists: [Blocklist] = []

    /// Creates a firewall without rules.
    public init() {}

    /// Access to this host.
    public struct Lockdown: Sendable, Hashable {
        /// The networks with access to the administration ports.
        public var admin: [Prefix]
        /// TCP ports of the administration, beside those of the document.
        ///
        /// Default: 22.
        public var ports: [ClosedRange<UInt16>]
        /// Services that only some networks reach.
        public var allow: [Allowance]

        /// Creates a lock-down.
        public init(
            admin: [Prefix], ports: [ClosedRange<UInt16>] = usualPorts, allow: [Allowance] = []
        ) {
            self.admin = admin
            self.ports = ports
            self.allow = allow
        }

        /// The port of SSH.
        public static let usualPorts: [ClosedRange<UInt16>] = [22...22]
    }

    /// The networks that reach a service.
    public struct Allowance: Sendable, Hashable {
        /// The name of a service, proxy or SSL service.
        public var service: String
        /// The networks.
        public var from: [Prefix]

        /// Creates an allowance.
        public init(service: String, from: [Prefix]) {
            self.service = service
            self.from = from
        }
    }

    /// Packets that get a firewall mark.
    public struct Mark: Sendable, Hashable {
        /// The mark.
        ///
        /// **Range:** from 1; 0: ``service`` has none.
        public var mark: UInt32
        /// The name of the service whose mark it is; nil: the document has the number.
        public var service: String?
        /// The addresses of the clients' packets.
        public var addresses: [IPAddress]
        /// The protocol.
        public var transport: TransportProtocol
        /// The ports; empty: all.
        public var ports: [ClosedRange<UInt16>]

        /// Creates the packets of a mark.
        public init(
            mark: UInt32, addresses: [IPAddress], transport: TransportProtocol = .tcp,
            ports: [ClosedRange<UInt16>] = []
        ) {
            self.mark = mark
            self.addresses = addresses
            self.transport = transport
            self.ports = ports
        }
    }

    /// An internal network that reaches others with an address of this host.
    public struct Masquerade: Sendable, Hashable {
        /// The network.
        public var source: Prefix
        /// The interface to the other networks.
        public var interface: String

        /// Creates a masquerade.
        public init(source: Prefix, interface: String) {
            self.source = source
            self.interface = interface
        }
    }

    /// An external address that stands for an internal one, in both directions.
    public struct Translation: Sendable, Hashable {
        /// The address of the clients' packets.
        public var external: IPAddress
        /// The address of the internal host.
        public var `internal`: IPAddress
        /// The interface to the clients.
        public var interface: String

        /// Creates a translation.
        public init(external: IPAddress, internal: IPAddress, interface: String) {
            self.external = external
            self.internal = `internal`
            self.interface = interface
        }
    }

    /// A port that is forwarded to an internal host.
    public struct Forward: Sendable, Hashable {
        /// Address and port of the clients' packets.
        public var listen: Endpoint
        /// The protocol.
        public var transport: TransportProtocol
        /// The internal host with its port.
        public var to: Endpoint

        /// Creates a forward.
        public init(listen: Endpoint, transport: TransportProtocol = .tcp, to: Endpoint) {
            self.listen = listen
            self.transport = transport
            self.to = to
        }
    }
}
