import Addresses
import Model

extension HostDiagnosis {
    /// Adds the findings about a balancer of a document.
    public mutating func examine(_ spec: Spec) {
        examineSettings(spec)
        examineModules(spec)
        examineInterfaces(spec)
        examineRedirects(spec)
        examineClaims(spec)
        examineConnections()
    }

    /// Forwarding, where replies pass through this host.
    private mutating func examineSettings(_ spec: Spec) {
        let rewriting = spec.services.filter { service in
            service.servers.contains { service.forwarding(of: $0) == .masq }
        }
        for setting in spec.neededSettings(at: facts).sorted() {
            let path: String
            let services: [Service]
            switch setting {
            case .forwarding(let family):
                path = family == .ipv4 ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding"
                services = rewriting.filter { $0.key.family == family }
            case .interfaceForwarding(let interface):
                // The setting of all interfaces sets this one too.
                guard facts.settings["net/ipv4/ip_forward"] == 1 else { continue }
                path = "net/ipv4/conf/\(interface)/forwarding"
                services = rewriting.filter { $0.key.family == .ipv4 }
            case .promotion, .module: continue
            }
            guard facts.settings[path] == 0 else { continue }
            add(
                HostFinding(
                    .forwarding, ShellText.setting(path),
                    problem: "\(ShellText.setting(path)) is 0",
                    effect: "replies of real servers do not pass through this host; `ballast run` "
                        + "and `ballast apply` set it",
                    services: services.map(\.name), commands: [ShellText.set(path, 1)],
                    lasting: keep(path, 1)))
        }
    }

    private mutating func examineModules(_ spec: Spec) {
        for (module, state) in facts.modules.sorted(by: { $0.key < $1.key }) {
            // A container has no list of modules, but the table of IPVS if its host has it.
            let isAbsent =
                state == .missing
                || state == .unknown && module == "ip_vs" && facts.balancing == nil
            guard isAbsent else { continue }
            let services = spec.services.filter {
                module == "ip_vs" || $0.scheduler.module == module
            }
            let isKnown = state == .missing
            add(
                HostFinding(
                    .kernelModule, module,
                    problem: "this kernel has no module \(module)",
                    effect: module == "ip_vs"
                        ? "no layer-4 service can be served"
                        : "the services that need it can't be added",
                    services: services.map(\.name),
                    commands: isKnown
                        ? ["# install the package with the modules of this kernel: \(module)"]
                        : ["# load it in the host of this container: modprobe \(module)"]))
        }
    }

    private mutating func examineInterfaces(_ spec: Spec) {
        let names = spec.servicesByAddress
        for virtual in spec.virtualAddresses where !virtual.isExternal {
            let address = virtual.address.address
            let services = names[address] ?? []
            guard let interface = facts.interfaces[virtual.interface] else {
                add(
                    HostFinding(
                        .missingInterface, virtual.interface,
                        problem: "there is no interface \(virtual.interface)",
                        effect: "its virtual addresses can't be added", services: services,
                        commands: ["# correct virtualAddresses, or create the interface"]))
                continue
            }
            if !interface.isUp || !interface.hasCarrier {
                let name = ShellText.word(interface.name)
                add(
                    HostFinding(
                        .silentInterface, interface.name,
                        problem: interface.isUp
                            ? "\(interface.name) has no carrier" : "\(interface.name) is down",
                        effect: "packets of clients do not reach its virtual addresses",
                        services: services,
                        commands: interface.isUp
                            ? ["# connect it, or the interface behind it"]
                            : ["ip link set \(name) up"],
                        lasting: interface.isUp
                            ? [] : ["# add it to the configuration of the interface"]))
            }
            if interface.mergesPackets == true, !spec.services.isEmpty {
                let name = ShellText.word(interface.name)
                add(
                    HostFinding(
                        .mergedPackets, interface.name, severity: .warning,
                        problem: "large receive offload is on at \(interface.name)",
                        effect: "merged packets are larger than real servers can receive: uploads "
                            + "are slow or stop",
                        services: services, commands: ["ethtool -K \(name) lro off"],
                        lasting: ["# add it to the configuration of the interface"]))
            }
            examineReplies(
                from: address, at: interface, services, answers: spec.answers(at: address))
        }
    }

    /// The route of the replies to clients in other networks, beside the interface at which their
    /// packets arrive.
    private mutating func examineReplies(
        from address: IPAddress, at interface: InterfaceFacts, _ services: [String], answers: Bool
    ) {
        let family = address.family
        let own = facts.routes[.toClients(family, from: address)]
        guard let route = own ?? facts.routes[.toClients(family)], !route.isLocal,
            route.interface != interface.name
        else { return }
        if family == .ipv4, facts.largest("rp_filter", at: interface.name) == 1 {
            let path = "net/ipv4/conf/\(interface.name)/rp_filter"
            add(
                HostFinding(
                    .senderFilter, interface.name, severity: .warning,
                    problem: "rp_filter is strict on \(interface.name), and the route to "
                        + "clients leaves by \(route.interface)",
                    effect: "the kernel drops packets of clients from other networks that arrive "
                        + "at \(interface.name)",
                    services: services, commands: [ShellText.set(path, 2)],
                    lasting: keep(path, 2)))
        } else if answers {
            let ip = family == .ipv4 ? "ip" : "ip -6"
            let name = ShellText.word(interface.name)
            add(
                HostFinding(
                    .asymmetricRoute, "\(address)", severity: .warning,
                    problem: "replies from \(address) leave by \(route.interface), and packets of "
                        + "clients arrive at \(interface.name)",
                    effect: "a router or firewall that sees half of a connection drops it",
                    services: services,
                    commands: [
                        "# if routers drop them: \(ip) rule add from \(address) table 100; "
                            + "\(ip) route add default via ADDRESS dev \(name) table 100"
                    ],
                    lasting: ["# write it into cluster.nodes[].network: rules and routes"]))
        }
    }

    /// A router that forwards a packet back to the interface of its arrival redirects the sender,
    /// which then avoids the load balancer.
    private mutating func examineRedirects(_ spec: Spec) {
        var homes: [IPAddress: String] = [:]
        for virtual in spec.virtualAddresses {
            homes[virtual.address.address] = virtual.interface
        }
        for service in spec.services where service.key.family == .ipv4 {
            guard let address = service.key.endpoint?.address, let home = homes[address],
                let interface = facts.interfaces[home]
            else { continue }
            let paths = ["all", home].map { "net/ipv4/conf/\($0)/send_redirects" }
                .filter { facts.settings[$0] == 1 }
            guard !paths.isEmpty,
                let server = service.servers.first(where: {
                    service.forwarding(of: $0) == .masq && interface.reaches($0.address)
                        && !spec.translatesClients(of: $0.address)
                })
            else { continue }
            add(
                HostFinding(
                    .redirects, home, severity: .warning,
                    problem: "send_redirects is on at \(home), which has clients and real servers",
                    effect: "this host redirects \(server.name) to a route that avoids it, and "
                        + "clients drop the replies",
                    services: [service.name], commands: paths.map { ShellText.set($0, 0) },
                    lasting: paths.flatMap { keep($0, 0) }))
        }
    }
}

extension Spec {
    /// Whether this host sends the replies to the clients of an address: those of proxies, and of
    /// real servers behind it.
    fileprivate func answers(at address: IPAddress) -> Bool {
        proxies.contains { $0.listen.contains { $0.address == address } }
            || sslServices.contains { $0.listen.contains { $0.address == address } }
            || services.contains { service in
                service.key.endpoint?.address == address
                    && service.servers.contains { service.forwarding(of: $0) == .masq }
            }
    }

    /// The names of the services, proxies and SSL services at each address.
    var servicesByAddress: [IPAddress: [String]] {
        var names: [IPAddress: [String]] = [:]
        for service in services {
            guard let address = service.key.endpoint?.address else { continue }
            names[address, default: []].append(service.name)
        }
        for (name, listen) in proxies.map({ ($0.name, $0.listen) })
            + sslServices.map({ ($0.name, $0.listen) })
        {
            for address in Set(listen.map(\.address)) { names[address, default: []].append(name) }
        }
        return names
    }
}
