import Addresses
import Model

extension Validation {
    mutating func checkServers(of service: Service, at path: DocumentPath) {
        var names: [Endpoint: String] = [:]
        names.reserveCapacity(service.servers.count)
        var isUseful = false
        for (index, server) in service.servers.enumerated() {
            isUseful =
                isUseful
                || server.state == .online && server.weight > 0
                    && service.checkType(of: server)?.type != .off
            let endpoint = service.endpoint(of: server)
            if let name = names[endpoint] {
                error(
                    .duplicateServer, at: path.server(index, "address"),
                    "\(endpoint) is the server \(name) of \(service.name) already",
                    hint: "keep one of them, with the sum of their weights")
            } else {
                names[endpoint] = server.name
            }
            check(server, of: service) { path.server(index, $0) }
        }
        checkOff(
            service.servers.map { ($0.name, $0.state, service.checkType(of: $0)?.type) }, at: path)
        if !isUseful {
            warning(
                .noServers, at: path.key("servers"),
                "\(service.name) has no server that is online with a weight: "
                    + (service.fallback != nil && spec.holdingPage.whenOffline
                        ? "its fallback has its clients" : "it refuses clients"),
                hint: service.fallback == nil || spec.holdingPage.whenOffline
                    ? nil : "`holdingPage: {whenOffline: true}` sends them to the fallback")
        }
    }

    /// Checks a server, or the fallback.
    mutating func check(
        _ server: RealServer, of service: Service, at place: (String) -> DocumentPath
    ) {
        let forwarding = service.forwarding(of: server)
        if let port = server.port, let reason = service.reasonToIgnore(port, with: forwarding) {
            error(
                .portIgnored, at: place("address"),
                "port \(port) of \(server.name) is never used: \(reason)",
                hint: service.portHint(with: forwarding))
        }
        if server.connections.lower > server.connections.upper {
            error(
                .thresholds, at: place("connections").key("lower"),
                "the lower threshold \(server.connections.lower) is above the upper one,"
                    + " \(server.connections.upper)",
                hint: "lower it, or raise the upper one")
        }
        if server.address.family != service.key.family, !forwarding.isTunnel {
            error(
                .mixedFamilies, at: place("address"),
                "\(server.name) has an \(server.address.family.name) address and \(service.name)"
                    + " an \(service.key.family.name) one: \(forwarding.method) can't cross over",
                hint: "use ipip, gre or gue for this server")
        }
        checkReach(of: server, at: place("address"))
        checkLoop(server, of: service, forwarding: forwarding, at: place)
    }

    /// Reports a server with the service's own address, because packets would loop.
    private mutating func checkLoop(
        _ server: RealServer, of service: Service, forwarding: Forwarding,
        at place: (String) -> DocumentPath
    ) {
        guard let listen = service.key.endpoint, listen.address == server.address else { return }
        // NAT to another port reaches a program on this host, which works.
        guard forwarding != .masq || service.endpoint(of: server).port == listen.port else {
            return
        }
        error(
            .forwardingLoop, at: place("address"),
            "\(server.name) is the virtual address itself: packets would loop",
            hint: "give the address of the machine that does the work")
    }
}

extension DocumentPath {
    fileprivate func server(_ index: Int, _ key: String) -> DocumentPath {
        self.key("servers").index(index).key(key)
    }
}

extension Service {
    /// The reason that packets do not reach this port of a server; nil: they do.
    ///
    /// Source: `ip_vs_core.c`, `ip_vs_sched_persist` and `ip_vs_schedule`: only NAT rewrites ports,
    /// and a persistent service of every port, or of a mark, keeps the client's.
    fileprivate func reasonToIgnore(_ port: UInt16, with forwarding: Forwarding) -> String? {
        let listened = key.endpoint?.port ?? 0
        guard port != listened else { return nil }
        guard forwarding == .masq else {
            return "\(forwarding.method) leaves the port as the client had it"
                + (listened == 0 ? "" : ", \(listened)")
        }
        guard listened == 0, persistence != nil else { return nil }
        return key.endpoint == nil
            ? "a persistent service of a mark keeps the client's port"
            : "a service of every port keeps the client's"
    }

    fileprivate func portHint(with forwarding: Forwarding) -> String {
        let port = key.endpoint.map { $0.port == 0 ? nil : $0.port } ?? nil
        let advice = port.map { "write port \($0)" } ?? "leave the port out"
        return forwarding == .masq ? advice : "\(advice), or use masq"
    }
}
