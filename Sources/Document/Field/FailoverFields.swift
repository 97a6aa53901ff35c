import Model

/// The keys of `cluster.failover`.
enum FailoverFields: Int, ObjectFields {
    case interval, virtualRouterId, version, preempt, preemptDelay, controllerGrace
    case announcementPeriod, releaseWhenIsolated, password, passwordFile, authentication
    case virtualMac
    case links, gateways, groups, track

    static let table = ObjectTable(
        "failover section", of: Self.self,
        "Election of the node that has the virtual addresses, by VRRP. Every node of the cluster "
            + "has the same settings; the priorities are those of the nodes.")

    private static let day = DurationText(0, .seconds)...DurationText(1, .days)

    var field: Field {
        switch self {
        case .interval:
            Field(
                .duration(.any(DurationText(10, .milliseconds)...DurationText(255, .seconds))),
                "Time between advertisements. A backup takes over after three intervals and a "
                    + "part of one. Version 3: 10ms...40950ms in steps of 10ms; version 2: whole "
                    + "seconds. Default: 200ms; 1s with version 2, or where a serial link is too "
                    + "slow for 200ms.")
        case .virtualRouterId:
            Field(
                .integer(1...255), default: 51,
                "Number of the virtual router, unique on the links: other pairs of nodes use "
                    + "other numbers. Not with groups, which have their own.")
        case .version:
            Field(
                .integer(2...3), default: 3,
                "Version of VRRP. 3: RFC 9568. 2: RFC 3768, for other programs that support no "
                    + "other; IPv4 only.")
        case .preempt:
            Field(
                .boolean, default: true,
                "Whether a node of higher priority takes the role from a healthy master.")
        case .preemptDelay:
            Field(
                .duration(.any(Self.day)), default: "0s",
                "Time for which a healthy master of lower priority keeps the role. Not with "
                    + "preempt: false.")
        case .controllerGrace:
            Field(
                .duration(.any(Self.day)), default: "60s",
                "Time for which a node keeps its priority without a controller.")
        case .announcementPeriod:
            Field(
                .duration(.any(Self.day)), default: "60s",
                "Time between announcements of the addresses (gratuitous ARP, unsolicited NA) by "
                    + "the master, at least 100ms. 0s: only after a takeover.")
        case .releaseWhenIsolated:
            Field(
                .boolean, default: true,
                "Whether a node that hears no peer and reaches none of the gateways releases its "
                    + "addresses. false: for a peer that is silent as backup, such as keepalived.")
        case .password:
            Field(
                .text(1...8),
                "Version 2 only: password of authentication type 1. It is sent in clear, so it "
                    + "protects against mistakes and not against attackers. Not with passwordFile.")
        case .passwordFile:
            Field(.text(1...4096), SecretFileText.password)
        case .authentication:
            Field(
                .object(FailoverAuthenticationFields.table),
                "Version 3 only: authentication of the packets between the nodes. Default: none.")
        case .virtualMac:
            Field(
                .boolean, default: false,
                "Whether the virtual addresses have the virtual MAC address of their virtual "
                    + "router (RFC 9568 section 7.3), which moves with them. They are on "
                    + "interfaces of their own, such as vrrp4-51.")
        case .links:
            Field(
                .objects(FailoverLinkFields.table),
                "Links over which the nodes hear each other; a peer is lost only when all of its "
                    + "links are silent. Default: the interfaces of the virtual addresses.")
        case .gateways:
            Field(
                .addresses,
                "Addresses that every healthy node reaches by ICMP, such as routers. A node that "
                    + "reaches fewer of them than its peer hands over. At most "
                    + "\(Failover.gatewayLimit).")
        case .groups:
            Field(
                .objects(FailoverGroupFields.table),
                "Groups of virtual addresses, each with a master of its own. Names are unique. "
                    + "Default: all addresses are one group.")
        case .track:
            Field(
                .objects(FailoverTrackFields.table),
                "Conditions under which a node is worse off. Names are unique.")
        }
    }
}
