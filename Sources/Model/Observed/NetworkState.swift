import Addresses

/// The network of the host as the kernel has it.
public struct NetworkState: Sendable, Hashable {
    /// The interfaces by name.
    public var links: [String: NetworkLink] = [:]
    /// The addresses on interfaces, those of Ballast for the node with origin `ours`.
    ///
    /// Virtual addresses have another origin in the kernel, and count as foreign here.
    public var addresses: [InterfaceAddress: AddressOrigin] = [:]
    /// The conditions of those that are not of full use.
    public var conditions: [InterfaceAddress: AddressCondition] = [:]
    /// The routes, without those that the kernel makes itself.
    ///
    /// **Shape:** if the kernel has several with one identity, that of Ballast.
    public var routes: [NetworkRoute.Key: FoundRoute] = [:]
    /// Routes of other programs, read while something differs; of a large table only default routes
    /// and those of interfaces that steps could end.
    public var others: [FoundRoute] = []
    /// Whether the kernel keeps marks of interfaces; the ledger decides otherwise.
    ///
    /// Source: alternative names, Linux 5.5.
    public var keepsMarks = true
    /// The check of senders that counts at each interface beside its own; nil: unknown.
    public var commonFilter: ReversePathFilter?
    /// The check of senders of new interfaces; nil: unknown.
    public var defaultFilter: ReversePathFilter?
    /// The rules of routing; true: Ballast has added them.
    public var rules: [RoutingRule: Bool] = [:]
    /// The configuration of name servers.
    public var resolver = ResolverState()
    /// The host name.
    public var hostName = ""

    /// Creates an empty state.
    public init() {}

    /// Whether neighbours are asked about an address of the node.
    public var isChecking: Bool {
        conditions.contains { $0.value == .checking && addresses[$0.key] == .ours }
    }

    /// Whether Ballast added an address of the node.
    ///
    /// The ledger decides only on kernels without origins.
    public func isOurs(_ address: InterfaceAddress, _ ledger: NetworkLedger) -> Bool {
        switch addresses[address] {
        case .ours: true
        case .unknown: ledger.addresses.contains(address)
        case .foreign, nil: false
        }
    }

    /// Whether Ballast made an interface.
    public func isOurs(link name: String, _ ledger: NetworkLedger) -> Bool {
        guard let link = links[name] else { return false }
        return keepsMarks ? link.isMarked : ledger.links.contains(name)
    }
}
