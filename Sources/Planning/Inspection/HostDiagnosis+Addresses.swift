import Addresses
import Model

/// Virtual addresses on a real server: they must be there, and must not be announced.
extension HostDiagnosis {
    mutating func examineAddresses(_ duty: RealServerDuty) {
        for address in duty.virtual {
            let places = facts.interfaces(with: address).compactMap { facts.interfaces[$0] }
            // A route of the type local makes an address the host's own too.
            if places.isEmpty, facts.routes[RouteQuestion(to: address)]?.isLocal != true {
                add(
                    HostFinding(
                        .missingAddress, "\(address)",
                        problem: "no interface has the virtual address \(address)",
                        effect: "packets keep this address, so the host drops or returns them",
                        services: duty.services, commands: [Self.own(address)],
                        lasting: duty.lasting))
            }
            for interface in places { examine(address, on: interface, duty) }
        }
    }

    private mutating func examine(
        _ address: IPAddress, on interface: InterfaceFacts, _ duty: RealServerDuty
    ) {
        let name = interface.name
        guard let place = interface.addresses.first(where: { $0.prefix.address == address }) else {
            return
        }
        let isElsewhere = facts.interfaces(with: address).contains { $0 != name }
        // The address is on lo first: without it the kernel removes the routes that have it as
        // their source.
        let own = isElsewhere ? [] : [Self.own(address)]
        let release = Self.release(place.prefix, interface)
        let move = name == "lo" ? release + own : own + release
        if interface.answers {
            add(
                HostFinding(
                    .misplacedAddress, "\(address) \(name)",
                    problem: "the virtual address \(place.prefix) is on \(name)",
                    effect: "this host answers for \(address) on the network: packets of clients "
                        + "reach it instead of the load balancer",
                    services: duty.services, commands: move, lasting: duty.lasting))
        } else if place.prefix.length < address.family.bits {
            add(
                HostFinding(
                    .addressPrefix, "\(address) \(name)",
                    problem: "the virtual address on \(name) has the prefix length "
                        + "\(place.prefix.length)",
                    effect: "this host no longer reaches the other hosts of its network, the "
                        + "gateway among them",
                    services: duty.services, commands: move, lasting: duty.lasting))
        }
        if place.isUnusable {
            add(
                HostFinding(
                    .unusableAddress, "\(address) \(name)",
                    problem: "duplicate address detection keeps \(address) on \(name) out of use",
                    effect: "this host drops the packets of clients",
                    services: duty.services, commands: move, lasting: duty.lasting))
        }
    }

    /// Adds the findings about ARP.
    ///
    /// Linux answers for every address of the host on every interface, unless it is set not to.
    /// IPv6 does not.
    ///
    /// Source: the kernel's `Documentation/networking/ip-sysctl.rst`.
    mutating func examineNeighbours(_ duty: RealServerDuty) {
        let virtual = duty.virtual.filter { $0.family == .ipv4 }
        guard !virtual.isEmpty else { return }
        let arrival = arrival(of: duty, family: .ipv4)?.name
        let departure = route(of: duty, .ipv4)?.interface
        // With 3 the host is silent about such addresses.
        let isOfHost = virtual.allSatisfy { address in
            facts.interfaces.values.flatMap(\.addresses).allSatisfy {
                $0.prefix.address != address || $0.isOfHost
            }
        }
        for interface in facts.interfaces.values.sorted(by: { $0.name < $1.name })
        where interface.answers && interface.isUp {
            let reached = virtual.filter(interface.reaches)
            let isOnPath = [arrival, departure].contains(interface.name)
            guard !reached.isEmpty || isOnPath && duty.forwarding == .gate else { continue }
            let addresses = Self.list(reached.isEmpty ? virtual : reached)
            check(
                "arp_ignore", 1, at: interface.name,
                isGood: { [1, 2, 8].contains($0) || $0 == 3 && isOfHost },
                HostFinding(
                    .arpIgnore, interface.name, problem: "",
                    effect: "this host answers ARP requests for \(addresses) on \(interface.name): "
                        + "packets of clients reach it instead of the load balancer",
                    services: duty.services))
            check(
                "arp_announce", 2, at: interface.name, isGood: { $0 == 2 },
                HostFinding(
                    .arpAnnounce, interface.name, problem: "",
                    effect: "ARP requests of this host name \(addresses) as their sender: "
                        + "neighbours then send packets of clients here instead of to the load "
                        + "balancer",
                    services: duty.services))
        }
    }

    /// Adds a finding about a setting, with the commands that set it.
    private mutating func check(
        _ setting: String, _ value: Int, at interface: String, isGood: (Int) -> Bool,
        _ finding: HostFinding
    ) {
        guard let present = facts.largest(setting, at: interface), !isGood(present) else { return }
        var finding = finding
        // Neither path may have a larger value.
        let paths = ["all", interface].map { "net/ipv4/conf/\($0)/\(setting)" }.filter {
            $0.contains("/all/") || facts.settings[$0] ?? 0 > value
        }
        finding.problem = "\(setting) is \(present) on \(interface)"
        finding.commands = paths.map { ShellText.set($0, value) }
        finding.lasting = paths.flatMap { keep($0, value) }
        add(finding)
    }

    /// The command that adds a virtual address.
    static func own(_ address: IPAddress) -> String {
        switch address.family {
        case .ipv4: "ip addr add \(address)/32 dev lo"
        case .ipv6: "ip -6 addr add \(address)/128 dev lo nodad preferred_lft 0"
        }
    }

    /// The commands that remove an address.
    ///
    /// With the first IPv4 address of a network the kernel removes the others of that network,
    /// unless it is set to promote them.
    private static func release(_ prefix: Prefix, _ interface: InterfaceFacts) -> [String] {
        let removal = "ip addr del \(prefix) dev " + ShellText.word(interface.name)
        let others = interface.addresses.filter {
            $0.prefix.address != prefix.address && prefix.contains($0.prefix.address)
        }
        guard prefix.address.family == .ipv4, !others.isEmpty else { return [removal] }
        let path = "net/ipv4/conf/\(interface.name)/promote_secondaries"
        return [ShellText.set(path, 1), removal]
    }
}
