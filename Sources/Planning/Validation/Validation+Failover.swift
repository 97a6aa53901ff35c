import Addresses
import Model

/// `cluster.failover`: times, links and gateways.
extension Validation {
    /// Checks `cluster.failover`.
    mutating func checkFailover() {
        guard let cluster = spec.cluster, let failover = cluster.failover else {
            checkGroupsWithoutFailover()
            return
        }
        let path = DocumentPath([.key("cluster"), .key("failover")])
        checkNodes(of: cluster, failover)
        checkVersion(of: failover, at: path)
        checkAuthentication(of: failover, at: path.key("authentication"))
        checkVirtualMAC(of: failover, at: path.key("virtualMac"))
        checkLinks(of: failover, at: path)
        checkGateways(of: failover, at: path.key("gateways"))
        checkGroups(of: failover, at: path)
        checkTracks(of: failover, at: path.key("track"))
    }

    private mutating func checkNodes(of cluster: Cluster, _ failover: Failover) {
        let path = DocumentPath([.key("cluster"), .key("nodes")])
        if cluster.nodes.isEmpty {
            error(
                .failoverNodes, at: DocumentPath([.key("cluster"), .key("failover")]),
                "an election needs nodes, and the cluster \(cluster.name) has none",
                hint: "add `nodes: [{name: lb1, priority: 150}, {name: lb2}]`")
        }
        if cluster.nodes.count > Failover.nodeLimit {
            exceed(Failover.nodeLimit, "nodes", cluster.nodes.count, at: path)
        }
        var names: [UInt32: String] = [:]
        for (index, node) in cluster.nodes.enumerated() {
            guard let other = names.updateValue(node.name, forKey: node.number),
                other != node.name
            else { continue }
            error(
                .nodeNumber, at: path.index(index).key("name"),
                "\(node.name) and \(other) have the same number in messages between the nodes",
                hint: "rename one of them; `--node NAME` gives a host another name")
        }
        if let (first, second) = firstNodes, !first.yields(to: second, after: lossDeduction) {
            warning(
                .failoverTrack, at: path,
                "a lost gateway or controller deducts \(lossDeduction), which moves no addresses:"
                    + " \(first.name) has priority \(first.priority) and \(second.name)"
                    + " \(second.priority)",
                hint: "give priorities above 1 that are closer together")
        }
    }

    private mutating func checkVersion(of failover: Failover, at path: DocumentPath) {
        let interval = DurationText(
            milliseconds: Int((failover.effectiveInterval / .milliseconds(1)).rounded()))
        switch failover.version {
        case .three:
            if interval.milliseconds > 40_950 || interval.milliseconds % 10 != 0 {
                error(
                    .outOfRange, at: path.key("interval"),
                    "VRRP version 3 counts hundredths of a second, 10ms...40950ms; this is"
                        + " \(interval)",
                    hint: "write a multiple of 10ms")
            }
            if let password = failover.password {
                error(
                    .failoverVersion,
                    at: path.key(password.file == nil ? "password" : "passwordFile"),
                    "VRRP version 3 has no passwords",
                    hint: "remove it, or write `version: 2` for a peer that needs it")
            }
        case .two:
            if interval.milliseconds % 1_000 != 0 {
                error(
                    .failoverVersion, at: path.key("interval"),
                    "VRRP version 2 counts whole seconds; this is \(interval)",
                    hint: "write 1s, or `version: 3`")
            }
            guard let router = spec.electionRouters.first(where: { $0.family == .ipv6 }) else {
                return
            }
            error(
                .failoverVersion, at: path.key("version"),
                "VRRP version 2 has no IPv6, and \(router.addresses[0].prefix.address) is a virtual"
                    + " address",
                hint: "remove `version: 2`")
        }
    }

    private mutating func checkLinks(of failover: Failover, at path: DocumentPath) {
        let place = path.key("links")
        let links = spec.failoverLinks
        if links.count > Failover.linkLimit {
            exceed(
                Failover.linkLimit, "links", links.count, at: failover.links.isEmpty ? path : place,
                hint: failover.links.isEmpty
                    ? "name some of the interfaces in links" : "keep the independent ones")
        }
        var names: Set<String> = []
        for (index, link) in failover.links.enumerated()
        where !names.insert(link.name).inserted {
            error(
                .failoverLink, at: place.index(index), "\(link.name) is a link already",
                hint: "keep one of them")
        }
        if links.contains(where: { $0.name == "lo" }) {
            let index = failover.links.firstIndex { $0.name == "lo" }
            error(
                .failoverLink, at: index.map(place.index) ?? path,
                "the loopback interface lo is no link between the nodes",
                hint: index == nil
                    ? "name an interface in links: `links: [{interface: eth0}]`"
                    : "give an interface that joins the nodes")
        }
        let nodes = spec.cluster?.nodes ?? []
        if let index = failover.links.firstIndex(where: \.isSerial), nodes.count > 2 {
            error(
                .failoverLink, at: place.index(index).key("serial"),
                "a serial line joins two nodes, and the cluster has \(nodes.count)",
                hint: "give interfaces")
        }
        checkSerialLoad(of: failover, at: place)
        guard let index = failover.links.firstIndex(where: \.isUnicast) else { return }
        checkPeers(nodes, at: place.index(index).key("unicast"))
    }

    /// Warns of a serial line that is too slow for the reports: those that wait are late.
    private mutating func checkSerialLoad(of failover: Failover, at place: DocumentPath) {
        let load = failover.serialLoad(at: failover.effectiveInterval)
        guard load > 0.8, let index = failover.links.firstIndex(where: \.isSerial) else { return }
        warning(
            .failoverLink, at: place.index(index).key("serial"),
            "reports at this interval need \(Int((load * 100).rounded())) % of the slowest serial"
                + " line",
            hint: "raise `speed` or `interval`")
    }

    /// Checks the addresses to which a unicast link sends.
    private mutating func checkPeers(_ nodes: [Node], at path: DocumentPath) {
        if nodes.count > Failover.unicastLimit {
            exceed(
                Failover.unicastLimit, "nodes with a unicast link", nodes.count, at: path,
                hint: "use multicast")
        }
        for (index, node) in nodes.enumerated() where node.address == nil {
            error(
                .failoverNodes,
                at: DocumentPath([.key("cluster"), .key("nodes"), .index(index)]),
                "unicast links need the address of \(node.name)",
                hint: "add `address: 10.0.0.21`, or remove `unicast: true`")
        }
        let families = Set(nodes.compactMap(\.address?.family))
        guard families.count == 1, let family = families.first else {
            if families.count > 1 {
                error(
                    .failoverNodes, at: path,
                    "unicast links need addresses of one family, and the nodes have both",
                    hint: "give IPv4 addresses, or IPv6 addresses")
            }
            return
        }
        // Addresses of the other family move with the rest of their group, without advertisements.
        guard spec.failoverLinks.allSatisfy(\.isUnicast),
            let router = spec.routersWithoutPackets(of: family).first
        else { return }
        let address = router.addresses[0].prefix.address
        error(
            .failoverLink, at: path,
            "the nodes hear nothing of \(address): the packets of its group are of its family, and"
                + " the addresses of the nodes are of the other one",
            hint: "put it into a group with an address of the other family, or add a link without"
                + " unicast, or a serial one")
    }

    private mutating func checkGateways(of failover: Failover, at path: DocumentPath) {
        let gateways = failover.gateways
        if gateways.count > Failover.gatewayLimit {
            exceed(Failover.gatewayLimit, "gateways", gateways.count, at: path)
        }
        let virtual = Set(spec.virtualAddresses.map(\.address.address))
        let nodes = Dictionary(
            (spec.cluster?.nodes ?? []).compactMap { node in node.address.map { ($0, node.name) } },
            uniquingKeysWith: { first, _ in first })
        var seen: Set<IPAddress> = []
        for (index, gateway) in gateways.enumerated() {
            let reason: String
            if let fault = gateway.unreachability {
                reason = "can't be reached: \(fault)"
            } else if virtual.contains(gateway) {
                reason = "is a virtual address, which the master always reaches"
            } else if let node = nodes[gateway] {
                reason = "is the address of \(node), which always reaches itself"
            } else if !seen.insert(gateway).inserted {
                reason = "is in the list already, and would count twice"
            } else {
                continue
            }
            error(
                .failoverGateway, at: path.index(index), "the gateway \(gateway) \(reason)",
                hint: "give a router, or another host that always answers")
        }
    }

    mutating func exceed(
        _ limit: Int, _ noun: String, _ count: Int, at path: DocumentPath, hint: String? = nil
    ) {
        error(
            .failoverLimit, at: path,
            "an election has at most \(limit) \(noun); these are \(count)", hint: hint)
    }
}

/// The deduction for a lost gateway or a lost controller.
///
/// **Source:** `gatewayPenalty` and `controllerPenalty` of the election.
private let lossDeduction = 100

extension FailoverLink {
    /// The interface or the device.
    var name: String {
        switch self {
        case .interface(let name, _, _): name
        case .serial(let device, _): device
        }
    }

    /// Whether packets are sent to the addresses of the nodes.
    var isUnicast: Bool { if case .interface(_, true, _) = self { true } else { false } }

    /// Whether it is a serial line.
    var isSerial: Bool { if case .serial = self { true } else { false } }
}
