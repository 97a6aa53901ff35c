import Addresses

/// Election of the node that has the virtual addresses.
///
/// Source: RFC 9568 for the advertisements.
public struct Failover: Sendable, Hashable {
    /// The version of VRRP.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// RFC 3768, for other programs that know no version 3; IPv4 and whole seconds only.
        case two = "2"
        /// RFC 9568.
        case three = "3"
    }

    /// The number of the virtual router, if the document has no groups.
    ///
    /// **Range:** 1...255. Default: 51.
    public var virtualRouterID: UInt8 = 51
    /// Time between advertisements; nil: ``usualInterval``.
    ///
    /// **Range:** 10 ms...40.95 s in version 3, whole seconds up to 255 in version 2.
    public var interval: Duration?
    /// The version of the advertisements.
    ///
    /// Default: three.
    public var version = Version.three
    /// Whether a node of higher priority takes the role from a healthy active node.
    ///
    /// Default: true.
    public var preempts = true
    /// Time for which a healthy active node of lower priority keeps the role.
    ///
    /// Default: none.
    public var preemptDelay = Duration.zero
    /// Time for which a node keeps its role without a controller.
    ///
    /// Default: 60 s.
    public var controllerGrace = Duration.seconds(60)
    /// Period of announcements by the active node; zero: after a takeover alone.
    ///
    /// Default: 60 s.
    public var announcementPeriod = Duration.seconds(60)
    /// Whether a node that hears no peer and reaches none of the gateways releases its addresses.
    ///
    /// Default: true.
    public var releasesWhenIsolated = true
    /// Version 2 only: the password of authentication type 1; nil: none.
    ///
    /// **Shape:** 1...8 bytes. While its file can't be read it has no text, and the election keeps
    /// its settings.
    public var password: Secret?
    /// The authentication of packets in version 3; nil: none.
    public var authentication: FailoverAuthentication?
    /// Whether the virtual addresses have the virtual MAC addresses of their virtual routers.
    ///
    /// They are on interfaces of their own then: ``virtualInterface(_:_:)``. Default: false.
    public var hasVirtualMAC = false
    /// The links over which the nodes hear each other; empty: the interfaces of the virtual
    /// addresses.
    ///
    /// **Shape:** at most ``linkLimit``, each interface at most once.
    public var links: [FailoverLink] = []
    /// Addresses that every healthy node reaches by ICMP: the ping nodes.
    ///
    /// **Shape:** at most ``gatewayLimit``.
    public var gateways: [IPAddress] = []
    /// Groups of virtual addresses; empty: all addresses are one group.
    ///
    /// **Shape:** at most ``groupLimit``, unique by name and by virtual router.
    public var groups: [FailoverGroup] = []
    /// Conditions that lower the priority of a node.
    ///
    /// **Shape:** at most ``trackLimit``, unique by name.
    public var tracks: [FailoverTrack] = []

    /// Creates settings with the defaults and these links.
    public init(links: [FailoverLink] = []) {
        self.links = links
    }

    /// The most links.
    public static let linkLimit = 16
    /// The most nodes.
    public static let nodeLimit = 64
    /// The most nodes, if a link is unicast.
    public static let unicastLimit = 16
    /// The most groups.
    public static let groupLimit = 64
    /// The most virtual routers of groups that move together; a group with both families has two.
    public static let routerLimit = 32
    /// The most virtual addresses of all groups.
    public static let addressLimit = 2048
    /// The most gateways.
    public static let gatewayLimit = 16
    /// The most conditions.
    public static let trackLimit = 64
}

extension Failover {
    /// The name of the only group, if the document has no groups.
    public static let usualGroup = "all"

    /// The groups of the document, or the only one.
    public var effectiveGroups: [FailoverGroup] {
        groups.isEmpty
            ? [FailoverGroup(name: Self.usualGroup, virtualRouterID: virtualRouterID)] : groups
    }

    /// Returns the name of the interface with a virtual MAC address: `vrrp4-51`.
    public static func virtualInterface(_ family: AddressFamily, _ routerID: UInt8) -> String {
        "vrrp\(family == .ipv4 ? 4 : 6)-\(routerID)"
    }
}
