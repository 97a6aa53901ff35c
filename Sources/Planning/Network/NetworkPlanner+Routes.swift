import Addresses
import Model

extension NetworkPlanner {
    /// Plans routes, those of gateways too.
    mutating func planRoutes() {
        var wishes: Set<NetworkRoute.Key> = []
        for route in routes where wishes.insert(route.key).inserted {
            plan(resolved(route))
        }
        let old = found.routes.values.filter {
            $0.isOurs && !wishes.contains($0.route.key) && !isLost($0)
        }
        for route in old.map(\.route).sorted(by: { $0.key < $1.key }) {
            remove(.removeRoute(route))
        }
    }

    private mutating func plan(_ route: NetworkRoute) {
        let subject = NetworkSubject.route(route.key)
        let present = found.routes[route.key].flatMap { isLost($0) ? nil : $0 }
        // The kernel takes an address that leaves out of the routes with it as their source.
        let losesSource = replaced.contains { $0.prefix.address == route.source }
        if let present, route.isFulfilled(by: present.route), !losesSource { return }
        if let interface = route.interface {
            guard exists(interface, for: subject), !isManaged(interface, subject) else { return }
        }
        if let interface = route.interface, lacksCarrier(interface),
            let working = competitor(of: route)
        {
            leave(
                subject,
                "\(route) has to wait: \(interface) has no carrier, and \(working) works",
                keeps: true)
            return
        }
        // A route of Ballast that was replaced by hand is set again.
        if let present, !present.isOurs, !present.isReplacement {
            leave(
                subject,
                "the route \(present.route) (proto \(present.origin)) belongs to another program:"
                    + " remove it, or give \(route) another metric", keeps: true)
            return
        }
        let members = route.interface.flatMap { conditions[$0] } ?? []
        if let reason = reasonToWait(for: route) {
            // A standby node lacks the virtual addresses, and nothing waits for them.
            let isVirtual = virtual.contains { $0.prefix.address == route.source }
            leave(subject, "\(route) has to wait: \(reason)", keeps: !isVirtual)
            return
        }
        let former = found.routes[route.key].flatMap {
            $0.isOurs || $0.isReplacement ? nil : $0.route
        }
        var displaced = FormerNetwork()
        if let former { displaced.add(former) }
        add(
            .addRoute(route, from: present?.route), needs: members.map(NetworkSubject.member),
            displaced: displaced)
    }

    /// The reason why the kernel would refuse the source of a route; nil: none.
    ///
    /// It takes no IPv6 address that is not known to be this host's alone. Source:
    /// `net/ipv6/route.c`, `ip6_route_info_create`.
    private func reasonToWait(for route: NetworkRoute) -> String? {
        guard let source = route.source else { return nil }
        let places = found.addresses.keys.filter {
            $0.prefix.address == source && !fresh.contains($0.interface)
                && (!emptied.contains($0.interface) || moved.contains($0))
        }
        let isNew = steps.contains { step in
            guard case .addAddress(let address) = step.change else { return false }
            return address.prefix.address == source
        }
        guard source.family == .ipv6 else {
            return places.isEmpty && !isNew ? "no interface has \(source)" : nil
        }
        if places.contains(where: { found.conditions[$0]?.isUsable ?? true }) { return nil }
        return places.isEmpty && !isNew
            ? "no interface has \(source)"
            : "neighbours are asked whether one of them has \(source)"
    }

    /// The route with the interface whose network has its router, as the document will have it.
    private func resolved(_ route: NetworkRoute) -> NetworkRoute {
        guard route.interface == nil, route.kind == .unicast, let gateway = route.gateway,
            !gateway.isLinkLocal
        else { return route }
        let places = wanted.interfaces.flatMap { interface in
            interface.addresses.filter { $0.contains(gateway) }.map { (interface.name, $0.length) }
        }
        let present = found.routes[route.key]?.route.interface
        var route = route
        route.interface =
            places.first { $0.0 == present }?.0
            ?? places.max { $0.1 < $1.1 }?.0
        return route
    }

    /// A route to the destination that works now, through an interface with a carrier.
    private func competitor(of route: NetworkRoute) -> NetworkRoute? {
        (found.others + found.routes.values).map(\.route).filter { other in
            other.destination == route.destination && other.table == route.table
                && other.interface.map { $0 != route.interface && !lacksCarrier($0) } ?? false
        }.min { $0.key < $1.key }
    }

    /// Whether a route ends with the interface that a step makes again or puts into another one.
    private func isLost(_ found: FoundRoute) -> Bool {
        found.route.interface.map { fresh.contains($0) || emptied.contains($0) } ?? false
    }

    /// Plans rules of routing.
    mutating func planRules() {
        let wishes = Set(wanted.rules)
        for rule in wishes.subtracting(found.rules.keys).sorted() { add(.addRule(rule)) }
        for (rule, isOurs) in found.rules.sorted(by: { $0.key < $1.key })
        where isOurs && !wishes.contains(rule) {
            remove(.removeRule(rule))
        }
    }

    /// Plans name servers and the host name.
    mutating func planNames() {
        let present = found.resolver
        var resolver = present
        resolver.nameservers = wanted.nameservers
        resolver.search = wanted.search
        if !wanted.nameservers.isEmpty,
            resolver.nameservers != present.nameservers || resolver.search != present.search
        {
            if let manager = present.manager {
                leave(
                    .resolver,
                    "/etc/resolv.conf belongs to \(manager) and differs: hand it over by replacing"
                        + " it with a plain file, once \(manager) no longer writes it")
            } else {
                add(.setResolver(resolver, from: present))
            }
        }
        if let name = wanted.hostName, name != found.hostName, !found.hostName.isEmpty {
            add(.setHostName(name, from: found.hostName))
        }
    }
}
