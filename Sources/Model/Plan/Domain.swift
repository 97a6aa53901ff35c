/// A kind of object that is reconciled separately: observed, planned and changed.
public enum Domain: String, Sendable, Hashable, Codable, CaseIterable {
    /// IPVS services and their servers.
    case ipvs
    /// Virtual addresses on interfaces.
    case address
    /// Settings of IPVS and of the host.
    case setting
    /// Connection synchronisation daemons.
    case syncDaemon
    /// Firewall rules in chains of Ballast.
    case firewall
    /// Interfaces, addresses, routes and rules of the node itself.
    case network
    /// HAProxy, which a loop of its own looks at and changes.
    case proxy
}
