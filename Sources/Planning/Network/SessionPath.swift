import Addresses
import Model

/// The way of the packets of the administrator's session, looked up as the kernel does.
struct SessionPath {
    private var state: NetworkState
    private let session: AdminConnection
    private var hop: Hop
    /// Whether the first look-up found a way: routes of a large table are not all known.
    private let isKnown: Bool
    /// The way before all steps.
    private let first: Hop

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
        let hop = Self.lookUp(session, in: state)
        self.hop = hop
        first = hop
        isKnown = hop.interface != nil
    }

    private func works(_ hop: Hop) -> Bool {
        hop.isLocal && (hop.interface != nil || !isKnown)
    }

    /// Applies a change, and returns whether the session would end or take another way.
    mutating func isCut(by change: NetworkChange, _ carriers: Set<String>) -> Bool {
        let before = hop
        let ends = end(carriers, by: change)
        state.apply(change)
        guard isRelevant(change) else { return false }
        hop = Self.lookUp(session, in: state, after: hop)
        // A step that restores the first way ends nothing.
        return works(before) && (ends || hop != before && hop != first)
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
        case .setFilter(let name, .strict, _), .restoreFilter(let name, .strict, _):
            // The session may arrive there, and its answers leave by another interface.
            session.client.family == .ipv4 && carriers.contains(name) && hop.interface != name
        case .make, .configure, .setFilter, .restoreFilter, .addAddress, .mendAddress,
            .removeAddress, .addRoute, .removeRoute, .addRule, .removeRule, .setResolver,
            .setHostName:
            false
        }
    }

    private func isRelevant(_ change: NetworkChange) -> Bool {
        switch change {
        case .addAddress(let address), .mendAddress(let address, _), .removeAddress(let address):
            address.prefix.address == session.server || address.prefix.contains(session.client)
                || address.prefix.address == session.client
        case .addRoute(let route, _), .removeRoute(let route):
            route.destination.contains(session.client)
        case .setFilter(_, .strict, _), .restoreFilter(_, .strict, _): true
        case .setFilter, .restoreFilter: false
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

    private static func lookUp(
        _ session: AdminConnection, in state: NetworkState, after former: Hop? = nil
    ) -> Hop {
        let isLocal = state.addresses.keys.contains { $0.prefix.address == session.server }
        let rules = state.rules.keys.filter { matches($0, session) }
            .sorted { $0.priority < $1.priority }
        // The kernel's own rules are always there, unless they were read.
        for table in rules.map(\.table) + [NetworkRoute.mainTable] {
            let routes = routes(to: session.client, in: table, of: state)
            guard let best = routes.min(by: { rank($0, former) < rank($1, former) }) else {
                continue
            }
            let leads = best.kind == .unicast
            return Hop(
                interface: leads ? best.interface ?? "" : nil, gateway: best.gateway,
                isLocal: isLocal)
        }
        return Hop(isLocal: isLocal)
    }

    private static func matches(_ rule: RoutingRule, _ session: AdminConnection) -> Bool {
        rule.family == session.server.family && rule.mark == nil
            && rule.interface ?? "lo" == "lo"
            && rule.source?.contains(session.server) ?? true
            && rule.destination?.contains(session.client) ?? true
    }

    /// The routes of a table to an address, with those that the kernel makes of addresses.
    private static func routes(
        to client: IPAddress, in table: UInt32, of state: NetworkState
    ) -> [NetworkRoute] {
        var routes = (state.others + state.routes.values).map(\.route).filter {
            $0.table == table && $0.destination.contains(client)
        }
        guard table == NetworkRoute.mainTable else { return routes }
        for address in state.addresses.keys where address.prefix.contains(client) {
            var route = NetworkRoute(to: address.prefix.network)
            route.metric = client.family == .ipv4 ? 0 : 256
            route.interface = address.interface
            routes.append(route)
        }
        return routes
    }

    /// The place of a route: the longest destination, then the smallest metric; of two equal ones
    /// the one that was there first.
    private static func rank(_ route: NetworkRoute, _ former: Hop?) -> (Int, UInt32, Int, String) {
        let isFormer = route.interface == former?.interface && route.gateway == former?.gateway
        return (
            -Int(route.destination.length), route.key.metric, isFormer ? 0 : 1,
            route.interface ?? ""
        )
    }
}
