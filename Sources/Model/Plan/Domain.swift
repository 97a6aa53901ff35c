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

    /// Domains that are read together with the table of IPVS, over its socket.
    public static let ofTable: Set<Domain> = [.ipvs, .syncDaemon]

    /// Domains that every periodic look reads whole, because that is cheap.
    public static let ofEveryLook: Set<Domain> = [.address, .syncDaemon]

    /// Whether a host with a waiting step of this domain lacks a part of the document.
    ///
    /// Services and addresses wait for the ends of drains, which is no lack.
    public var isIncompleteWhileWaiting: Bool {
        switch self {
        case .syncDaemon, .firewall, .network: true
        case .ipvs, .address, .setting, .proxy: false
        }
    }
}
