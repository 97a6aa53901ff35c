import Addresses
import Model

extension Canary {
    /// Returns the reason for which the service can't be brought first; nil: it can.
    public func objection(from former: Spec, to new: Spec) -> String? {
        // The secrets in files may be known for one document alone.
        let (former, new) = (former.withoutSecretTexts, new.withoutSecretTexts)
        if new.sslServices.contains(where: { $0.name == service }) {
            return "\(service) is an SSL service; only a service or a proxy can be brought first"
        }
        let (old, now) = (former.layers(of: service), new.layers(of: service))
        guard !now.isEmpty else { return "the document has no service or proxy \(service)" }
        if !old.isEmpty, old != now { return "the edit moves \(service) to another layer" }
        if former.isSame(service, in: new) { return "the edit does not change \(service)" }
        let parts = former.partsBesideServices(new)
        guard parts.isEmpty else {
            return "the edit changes \(parts.joined(separator: ", ")), which can't be brought with "
                + "one service: apply that part first"
        }
        if let server = former.movedServer(of: service, in: new) {
            return "the edit gives server \(server) another address, so it can't stay beside the "
                + "new one: give the new one another name"
        }
        if let scheduler = scheduler(from: former, to: new) {
            return "scheduler \(scheduler.rawValue) gives new servers no share by weight: "
                + "use wrr, wlc, sed, mh or twos"
        }
        let jury = jury(from: former, to: new)
        if !jury.added.isEmpty, new.ignoresSmallShares(in: service) {
            return "balance leastconn gives new servers as many requests as the others while few "
                + "are open: use roundrobin or random"
        }
        if jury.isBesideBackups {
            return "the other servers are backups, so a new one would have all requests at 1 %"
        }
        if let server = jury.repeated {
            return "the edit moves server \(server) to another list of servers, so it would be "
                + "there twice: give it another name there"
        }
        let spec = spec(from: former, to: new, at: Self.percents[0])
        let error = validate(spec).first { $0.severity == .error }
        return error.map { "the document with \(service) alone is not valid: \($0.message)" }
    }

    /// The schedulers by which servers get connections according to their weights.
    private static let weighted: Set<Scheduler> = [
        .weightedRoundRobin, .weightedLeastConnection, .shortestExpectedDelay, .maglevHash,
        .twoChoices,
    ]

    /// The scheduler that can't give added servers a share; nil: it can, or none is added.
    private func scheduler(from former: Spec, to new: Spec) -> Scheduler? {
        guard let now = new.services.first(where: { $0.name == service }),
            !Self.weighted.contains(now.scheduler), !jury(from: former, to: new).added.isEmpty
        else { return nil }
        return now.scheduler
    }
}

extension Spec {
    /// Whether the proxy chooses servers by connections, whatever their weights while it has few.
    ///
    /// Source: HAProxy's issues 1099 and 1393.
    fileprivate func ignoresSmallShares(in proxy: String) -> Bool {
        proxies.contains { $0.name == proxy && $0.balance == .leastConnections }
    }

    /// The layers at which the document has a service of this name.
    fileprivate func layers(of name: String) -> [Int] {
        (services.contains { $0.name == name } ? [4] : [])
            + (proxies.contains { $0.name == name } ? [7] : [])
    }

    fileprivate func isSame(_ name: String, in other: Spec) -> Bool {
        services.filter { $0.name == name } == other.services.filter { $0.name == name }
            && proxies.filter { $0.name == name } == other.proxies.filter { $0.name == name }
    }

    /// The keys of the document, other than those of services, in which another one differs.
    fileprivate func partsBesideServices(_ other: Spec) -> [String] {
        var parts: [String] = []
        var rest = self
        func compare<Part: Equatable>(_ name: String, _ path: WritableKeyPath<Spec, Part>) {
            if self[keyPath: path] != other[keyPath: path] { parts.append(name) }
            rest[keyPath: path] = other[keyPath: path]
        }
        compare("cluster", \.cluster)
        compare("virtualAddresses", \.virtualAddresses)
        compare("health", \.health)
        compare("holdingPage", \.holdingPage)
        compare("certificates", \.certificates)
        compare("haproxy", \.haproxy)
        compare("ownership", \.ownership)
        compare("ipvs", \.ipvs)
        compare("firewall", \.firewall)
        compare("notifications", \.notifications)
        compare("safety", \.safety)
        rest.services = other.services
        rest.proxies = other.proxies
        rest.sslServices = other.sslServices
        return rest == other ? parts : parts + ["other parts"]
    }

    /// The server that keeps its name and gets another address; nil: there is none.
    fileprivate func movedServer(of name: String, in new: Spec) -> String? {
        if let old = services.first(where: { $0.name == name }),
            let now = new.services.first(where: { $0.name == name })
        {
            let gone = Set(old.servers.map(old.endpoint)).subtracting(now.servers.map(now.endpoint))
            return old.servers.first { server in
                gone.contains(old.endpoint(of: server))
                    && now.servers.contains { $0.name == server.name }
            }?.name
        }
        guard let old = proxies.first(where: { $0.name == name }),
            let now = new.proxies.first(where: { $0.name == name })
        else { return nil }
        func moved(_ before: [ProxyServer], _ after: [ProxyServer]) -> String? {
            before.first { server in
                after.contains {
                    $0.name == server.name
                        && ($0.address != server.address
                            || ($0.port ?? now.usualPort) != (server.port ?? old.usualPort))
                }
            }?.name
        }
        if let name = moved(old.servers, now.servers) { return name }
        for route in now.routes {
            guard let before = old.predecessor(of: route, in: now) else { continue }
            if let name = moved(before.servers, route.servers) { return name }
        }
        return nil
    }
}

extension Proxy {
    /// The port of servers without one.
    fileprivate var usualPort: UInt16 { listen.first?.port ?? 0 }
}
