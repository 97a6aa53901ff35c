import Addresses
import Model

/// Virtual addresses that other hosts have.
///
/// Source: RFC 5227 section 2.1.1.
extension HostDiagnosis {
    mutating func examineClaims(_ spec: Spec) {
        guard !facts.claims.isEmpty else { return }
        let servers = ServerNames(spec)
        let services = spec.servicesByAddress
        let peers = hardware(of: spec.cluster?.nodes ?? [])
        let own = facts.addresses
        for virtual in spec.virtualAddresses {
            let address = virtual.address.address
            var strangers = Array(
                Set(facts.claims.filter { $0.address == address }.map(\.hardwareAddress))
            ).filter { !$0.isVirtualRouter }
            if !own.contains(address) {
                strangers.removeAll { peers.all.contains($0) }
                // The peer may answer at an interface at which its own address is unknown, and an
                // external address is on the host that serves.
                let isUnknown =
                    virtual.isExternal || !peers.areComplete
                    || !isNetworkOfNodes(spec, where: address)
                if strangers.count == 1, isUnknown,
                    servers.names(of: facts.neighbours[strangers[0]] ?? []).isEmpty
                {
                    continue
                }
            }
            for stranger in strangers.sorted(by: { $0.description < $1.description }) {
                let others = (facts.neighbours[stranger] ?? []).subtracting([address]).sorted()
                let names = servers.names(of: facts.neighbours[stranger] ?? [])
                var finding =
                    if let node = node(with: stranger, spec) {
                        claim(of: address, by: node, stranger)
                    } else {
                        claim(of: address, by: stranger, others, names)
                    }
                finding.services = services[address] ?? []
                add(finding)
            }
        }
    }

    /// Whether the answers for an address arrive from a network of the nodes' own addresses, so
    /// that their hardware addresses there are known.
    private func isNetworkOfNodes(_ spec: Spec, where address: IPAddress) -> Bool {
        let nodes = (spec.cluster?.nodes ?? []).compactMap(\.address)
        let interfaces = Set(facts.claims.filter { $0.address == address }.map(\.interface))
        return interfaces.contains { name in
            let networks = facts.interfaces[name]?.addresses.map(\.prefix) ?? []
            return networks.contains { network in
                network.length < network.address.family.bits
                    && nodes.contains { network.contains($0) }
            }
        }
    }

    /// The other node of an election with a hardware address; nil: none is known to have it.
    private func node(with hardware: MACAddress, _ spec: Spec) -> Node? {
        guard let cluster = spec.cluster, cluster.failover != nil else { return nil }
        let claimed = facts.claims.filter { $0.hardwareAddress == hardware }.map(\.address)
        let theirs = (facts.neighbours[hardware] ?? []).union(claimed)
            .subtracting(facts.addresses)
        return cluster.nodes.first { $0.address.map(theirs.contains) ?? false }
    }

    /// Two nodes with one address: an election, or an older one, has two masters.
    ///
    /// A node that loses its address adds it again: the cause is between the nodes.
    private func claim(
        of address: IPAddress, by node: Node, _ hardware: MACAddress
    ) -> HostFinding {
        HostFinding(
            .duplicateAddress, "\(address) \(hardware)",
            problem: "the node \(node.name) has \(address) as well as this host",
            effect: "clients reach one or the other; both are master",
            commands: [
                "ballast status",
                "# the nodes do not hear each other, or one has no election: VRRP (protocol 112)",
                "# must pass between them, and ballast must run on \(node.name)",
            ])
    }

    private func claim(
        of address: IPAddress, by stranger: MACAddress, _ others: [IPAddress], _ names: [String]
    ) -> HostFinding {
        let host = others.isEmpty ? "\(stranger)" : "\(stranger) (\(Self.list(others)))"
        let problem = names.first.map { "the real server \($0), \(host), answers for \(address)" }
        return HostFinding(
            .duplicateAddress, "\(address) \(stranger)",
            problem: problem ?? "another host, \(host), answers for \(address)",
            effect: "clients reach it instead of the load balancer",
            commands: names.isEmpty
                ? ["# remove \(address) from the host with the hardware address \(stranger)"]
                : [
                    "# on that host: ballast doctor, or the script of",
                    "ballast render real-server " + ShellText.word(names[0]),
                ])
    }

    /// Returns the hardware addresses of the other nodes, and whether all of them are known.
    private func hardware(of nodes: [Node]) -> (all: Set<MACAddress>, areComplete: Bool) {
        let others = nodes.compactMap(\.address).filter { !facts.addresses.contains($0) }
        var all: Set<MACAddress> = []
        var known: Set<IPAddress> = []
        for claim in facts.claims where others.contains(claim.address) {
            all.insert(claim.hardwareAddress)
            known.insert(claim.address)
        }
        for (hardware, addresses) in facts.neighbours {
            let theirs = addresses.intersection(others)
            guard !theirs.isEmpty else { continue }
            all.insert(hardware)
            known.formUnion(theirs)
        }
        let areNamed = nodes.count - 1 <= others.count
        return (all, nodes.count < 2 || areNamed && known.count == others.count)
    }
}

/// The real servers of a document, by address.
private struct ServerNames {
    private var byAddress: [IPAddress: String] = [:]

    init(_ spec: Spec) {
        for service in spec.services {
            for server in service.servers where byAddress[server.address] == nil {
                byAddress[server.address] = "\(service.name)/\(server.name)"
            }
        }
    }

    func names(of addresses: Set<IPAddress>) -> [String] {
        addresses.sorted().compactMap { byAddress[$0] }
    }
}

extension MACAddress {
    /// Whether it is the virtual MAC address of a VRRP router.
    ///
    /// Source: RFC 9568 section 7.3.
    fileprivate var isVirtualRouter: Bool {
        bytes.starts(with: [0, 0, 0x5e, 0, 1]) || bytes.starts(with: [0, 0, 0x5e, 0, 2])
    }
}
