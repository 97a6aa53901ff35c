import Addresses
import Model

/// The way of the packets of the administrator's session, looked up as the kernel does.
struct SessionPath {
    private var state: NetworkState
    private let session: AdminConnection
    private var hop: Hop

    /// The next hop; without an interface, packets go nowhere.
    private struct Hop: Equatable {
        var interface: String?
        var gateway: IPAddress?
        /// Whether the host has the address of the session.
        var isLocal: Bool
    }

    /// Creates the way; nil: no session of the network is known.
    init?(_ state: NetworkState, _ session: AdminConnection?) {
        guard let session else { return nil }
        self.state = state
        self.session = session
        hop = Hop(isLocal: false)
        hop = lookUp()
    }

    /// Applies a change, and returns whether the session would end or take another way.
    mutating func isCut(by change: NetworkChange, _ carriers: Set<String>) -> Bool {
        let before = hop
        let ends = end(carriers, by: change)
        state.apply(change)
        guard isRelevant(change) else { return ends }
        hop = lookUp()
        let worked = before.isLocal && before.interface != nil
        return ends || worked && hop != before
    }

    /// Whether a change touches the interfaces under the session.
    private func end(_ carriers: Set<String>, by change: NetworkChange) -> Bool {
        switch change {
        case .remake(let interface, _): carriers.contains(interface.name)
        case .delete(let name): carriers.contains(name)
        case .attach(let member, let master, _):
            carriers.contains(member) && state.links[member]?.master != master
        case .detach(let member, let master):
            carriers.contains(member)
                && state.links.filter { $0.value.master == master && $0.value.hasCarrier }
                    .allSatisfy { $0.key == member }
        case .make, .configure, .addAddress, .removeAddress, .addRoute, .removeRoute, .addRule,
            .removeRule, .setResolver, .setHostName:
            false
        }
    }

    private func isRelevant(_ change: NetworkChange) -> Bool {
        switch change {
        case .addAddress(let address), .removeAddress(let address):
            address.prefix.address == session.server || address.prefix.contains(session.client)
                || address.prefix.address == session.client
        case .addRoute(let route, _), .removeRoute(let route):
            route.destination.contains(session.client)
        case .remake, .delete, .attach, .detach, .addRule, .removeRule: true
        case .make, .configure, .setResolver, .setHostName: false
        }
    }

    /// The interfaces with the address of the session, and those below them.
    var carriers: Set<String> {
        let places = state.addresses.keys.filter { $0.prefix.address == session.server }
        var carriers = Set(places.map(\.interface))
        var rest = Array(carriers)
        while let name = rest.popLast() {
            let members = state.links.filter { $0.value.master == name }.map(\.key)
            let link = state.links[name]
            for lower in members + [link?.vlan?.parent ?? link?.parent].compactMap(\.self)
            where carriers.insert(lower).inserted {
                rest.append(lower)
            }
        }
        return carriers
    }

    private func lookUp() -> Hop {
        let isLocal = state.addresses.keys.contains { $0.prefix.address == session.server }
        let rules = state.rules.keys.filter(matches).sorted { $0.priority < $1.priority }
        // The kernel's own rules are always there, unless they were read.
        let tables = rules.map(\.table) + [NetworkRoute.mainTable]
        for table in tables {
            if let route = best(in: table) {
                let leads = route.kind == .unicast
                return Hop(
                    interface: leads ? route.interface ?? "" : nil, gateway: route.gateway,
                    isLocal: isLocal)
            }
        }
        return Hop(isLocal: isLocal)
    }

    private func matches(_ rule: RoutingRule) -> Bool {
        rule.family == session.server.family && rule.mark == nil
            && rule.interface ?? "lo" == "lo"
            && rule.source?.contains(session.server) ?? true
            && rule.destination?.contains(session.client) ?? true
    }

    /// The route of a table with the longest destination, then with the smallest metric.
    private func best(in table: UInt32) -> NetworkRoute? {
        var routes = (state.others + state.routes.values).map(\.route).filter {
            $0.table == table && $0.destination.contains(session.client)
        }
        if table == NetworkRoute.mainTable {
            for address in state.addresses.keys where address.prefix.contains(session.client) {
                var route = NetworkRoute(to: address.prefix.network)
                route.metric = session.client.family == .ipv4 ? 0 : 256
                route.interface = address.interface
                routes.append(route)
            }
        }
        // Of two equal ones the present hop counts, which was there first.
        return routes.min { left, right in
            (-Int(left.destination.length), left.key.metric, rank(left), left.interface ?? "")
                < (
                    -Int(right.destination.length), right.key.metric, rank(right),
                    right.interface ?? ""
                )
        }
    }

    private func rank(_ route: NetworkRoute) -> Int {
        route.interface == hop.interface && route.gateway == hop.gateway ? 0 : 1
    }
}
