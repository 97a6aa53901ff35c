import Addresses
import Model
import Planning
import Speaker
import VRRP

extension SpeakerSettings {
    /// Creates the settings of a node from the document; nil: the document has no failover.
    ///
    /// - Parameter node: the node of the document that this host is.
    public init?(_ spec: Spec, for node: Node) {
        guard let cluster = spec.cluster, let failover = cluster.failover else { return nil }
        self.init(
            node: node.name, nodes: cluster.nodes.map(\.name), address: node.rank,
            links: spec.failoverLinks.map {
                LinkSettings($0, from: node.address, to: cluster.nodes.compactMap(\.address))
            },
            groups: spec.electionGroups(of: node.name).map { GroupSettings($0, failover) })
        controllerGrace = failover.controllerGrace
        addresses = Dictionary(
            cluster.nodes.compactMap { node in node.address.map { (node.name, $0) } }
        ) { first, _ in first }
    }
}

extension Node {
    /// The address that decides between equal priorities: the node's own, or a number of its name.
    fileprivate var rank: IPAddress {
        address ?? .v4(IPv4Address(rawValue: number))
    }
}

extension LinkSettings {
    /// Creates a link of the document.
    ///
    /// - Parameters:
    ///   - source: the node's own address, from which unicast packets are sent.
    ///   - peers: the addresses of all nodes.
    fileprivate init(_ link: FailoverLink, from source: IPAddress?, to peers: [IPAddress]) {
        switch link {
        case .interface(let name, let isUnicast, let hopLimit):
            self.init(interface: name)
            guard isUnicast else { return }
            sources = source.map { [$0] } ?? []
            self.peers = peers
            self.hopLimit = hopLimit
        case .serial(let device, let speed): self.init(device: device, speed: speed)
        }
    }
}

extension GroupSettings {
    fileprivate init(_ group: ElectionGroup, _ failover: Failover) {
        self.init(
            name: group.name,
            routers: group.routers.map {
                RouterSettings(routerID: $0.routerID, addresses: $0.addresses)
            })
        version = failover.version == .two ? .two : .three
        priority = group.priority
        interval = failover.effectiveInterval
        preempts = failover.preempts
        preemptDelay = failover.preemptDelay
        password = failover.version == .two ? failover.password?.text : nil
        authentication = failover.authentication.map {
            PacketAuthentication($0, interval: failover.effectiveInterval)
        }
        hasVirtualMAC = failover.hasVirtualMAC
        releasesWhenIsolated = failover.releasesWhenIsolated
        announcementPeriod =
            failover.announcementPeriod == .zero ? nil : failover.announcementPeriod
    }
}

extension PacketAuthentication {
    /// Creates the authentication of the document; a key without a text is left out.
    fileprivate init(_ given: FailoverAuthentication, interval: Duration) {
        self.init(
            keys: given.keys.compactMap { key in
                key.secret.text.flatMap { PacketKey(id: key.id, text: $0) }
            }, interval: interval)
        if let window = given.window { self.window = window == .zero ? nil : window }
        mode =
            switch given.mode {
            case .enforce: .enforce
            case .permissive: .permissive
            case .receiveOnly: .receiveOnly
            }
    }
}
