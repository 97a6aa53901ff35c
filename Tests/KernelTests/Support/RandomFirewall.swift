import Addresses
import Model
import Seeds

/// Documents and packets at random, of both families, for the host of ``FirewallSite``.
enum RandomFirewall {
    private static let ports: [UInt16] = [22, 53, 80, 443, 5000, 7777, 8787, 40_000]
    private static let transports: [TransportProtocol] = [.tcp, .tcp, .udp, .sctp]

    /// Returns a document.
    static func document(using numbers: inout SeededNumbers) -> Spec {
        var spec = Spec()
        var firewall = Firewall()
        for index in 0..<Int.random(in: 0...6, using: &numbers) {
            let address = numbers.pick(FirewallSite.addresses)
            let key: ServiceKey =
                numbers.oneIn(4)
                ? .mark(UInt32.random(in: 1...3, using: &numbers), address.family)
                : .listen(
                    numbers.pick(transports), Endpoint(address, port: numbers.pick(ports + [0])))
            spec.services.append(Service(name: "s\(index)", key: key))
        }
        if numbers.oneIn(2) {
            spec.haproxy.statistics = Endpoint(numbers.pick(FirewallSite.addresses), port: 7777)
        }
        spec.cluster = Cluster(
            name: "shop", nodes: [Node(name: "a", address: numbers.pick(FirewallSite.clients))],
            failover: numbers.oneIn(2) ? Failover(links: [.interface("eth0")]) : nil,
            replication: numbers.oneIn(2) ? ReplicationSettings() : nil)
        if !numbers.oneIn(4) {
            let admin = (0..<2).compactMap { _ -> Prefix? in
                let client = numbers.pick(FirewallSite.clients)
                let lengths: [UInt8] = client.family == .ipv4 ? [16, 24, 32] : [48, 64, 128]
                return Prefix(client, length: numbers.pick(lengths))
            }
            firewall.lockdown = Firewall.Lockdown(
                admin: admin,
                ports: numbers.pick([[22...22], [22...80], [], [22...22, 443...5000]]),
                allow: numbers.oneIn(2) ? [Firewall.Allowance(service: "s0", from: admin)] : [])
        }
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let lower = numbers.pick(ports)
            firewall.marks.append(
                Firewall.Mark(
                    mark: UInt32.random(in: 1...3, using: &numbers),
                    addresses: [numbers.pick(FirewallSite.addresses)],
                    transport: numbers.pick(transports),
                    ports: numbers.pick([[], [lower...lower], [lower...UInt16.max, 1...9]])))
        }
        translate(&firewall, using: &numbers)
        firewall.rules = rules(using: &numbers)
        spec.firewall = firewall
        return spec
    }

    /// Returns rules in the words of iptables, each a different one.
    private static func rules(using numbers: inout SeededNumbers) -> [Firewall.RawRule] {
        var rules: [Firewall.RawRule] = []
        for _ in 0..<Int.random(in: 0...2, using: &numbers) {
            let condition = numbers.pick([
                "-s \(numbers.pick(FirewallSite.clients.filter { $0.family == .ipv4 }))",
                "-d \(numbers.pick(FirewallSite.addresses.filter { $0.family == .ipv4 }))",
                "! -s 192.168.0.0/16", "-p tcp --dport \(numbers.pick(ports))",
                "-p udp -m multiport --dports 53,5000:6000", "-i wire", "-p icmp --icmp-type 8",
                "-m conntrack --ctstate NEW -p 47",
            ])
            let target = numbers.pick(["ACCEPT", "DROP", "REJECT"])
            let rule = Firewall.RawRule("\(condition) -j \(target)", family: .ipv4)
            if !rules.contains(rule) { rules.append(rule) }
        }
        return rules
    }

    private static func translate(_ firewall: inout Firewall, using numbers: inout SeededNumbers) {
        func pick(_ places: [IPAddress], like address: IPAddress) -> IPAddress {
            numbers.pick(places.filter { $0.family == address.family })
        }
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let external = numbers.pick(FirewallSite.addresses)
            let target = pick(FirewallSite.addresses + FirewallSite.servers, like: external)
            firewall.forwards.append(
                Firewall.Forward(
                    listen: Endpoint(external, port: numbers.pick(ports)),
                    transport: numbers.pick([.tcp, .udp]),
                    to: Endpoint(target, port: numbers.pick(ports))))
        }
        if numbers.oneIn(3) {
            let external = numbers.pick(FirewallSite.addresses)
            firewall.oneToOne.append(
                Firewall.Translation(
                    external: external, internal: pick(FirewallSite.servers, like: external),
                    interface: numbers.pick(["eth0", "eth0", "eth9"])))
        }
        if numbers.oneIn(3) {
            let client = numbers.pick(FirewallSite.clients)
            let length: UInt8 = client.family == .ipv4 ? 16 : 64
            if let source = Prefix(client, length: length) {
                firewall.masquerade.append(
                    Firewall.Masquerade(source: source, interface: "eth1"))
            }
        }
    }

    /// Returns a packet of a connection of its own.
    static func packet(_ index: UInt16, using numbers: inout SeededNumbers) -> FirewallPacket {
        let from = numbers.pick(FirewallSite.clients)
        let isIPv4 = from.family == .ipv4
        let transport = numbers.pick([
            FirewallProtocol.tcp, .tcp, .tcp, .udp, .udp, .sctp, isIPv4 ? .icmp : .icmpv6, .vrrp,
            .init(rawValue: 47),
        ])
        let hasPorts = transport.hasPorts
        let places = FirewallSite.addresses + (hasPorts ? FirewallSite.servers : [])
        let to = numbers.pick(places.filter { $0.family == from.family })
        // Echo and timestamp request, redirect; echo request, packet too big, a private one.
        let type: UInt8 = numbers.pick(isIPv4 ? [8, 8, 13, 5] : [128, 128, 2, 200])
        let isMessage = !hasPorts && [.icmp, .icmpv6].contains(transport)
        // Connection tracking knows requests only.
        let isKnown = !isMessage || [8, 13, 128].contains(type)
        return FirewallPacket(
            from: Endpoint(from, port: hasPorts ? 10_000 + index : 0),
            to: Endpoint(to, port: hasPorts ? numbers.pick(ports) : 0), transport,
            icmpType: isMessage ? type : nil, arrivingAt: "eth0",
            state: isKnown ? .new : .invalid)
    }
}
