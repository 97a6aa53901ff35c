import Addresses
import Model

extension NetworkStep: PlannedStep {
    func apply(to observed: inout Observed) {
        guard let before = observed.network else { return }
        observed.network?.apply(change)
        switch change {
        case .remake(let interface, _):
            observed.lose(before.interfaces(above: interface.name).union([interface.name]))
        case .delete(let name):
            observed.lose(before.interfaces(above: name).union([name]))
        case .make, .configure, .setFilter, .restoreFilter, .attach, .detach, .addAddress,
            .mendAddress, .removeAddress, .addRoute, .removeRoute, .addRule, .removeRule,
            .setResolver, .setHostName:
            break
        }
        switch change {
        case .make(let interface): observed.interfaces.insert(interface.name)
        case .delete(let name): observed.interfaces.remove(name)
        case .addAddress(let address):
            if observed.addresses[address] == nil { observed.addresses[address] = .foreign }
        case .mendAddress(let address, let fault):
            guard case .length(let old) = fault else { return }
            observed.addresses[
                InterfaceAddress(interface: address.interface, prefix: old)] = nil
            observed.addresses[address] = .foreign
        case .removeAddress(let address): observed.addresses[address] = nil
        case .remake, .configure, .setFilter, .restoreFilter, .attach, .detach, .addRoute,
            .removeRoute, .addRule, .removeRule, .setResolver, .setHostName:
            break
        }
    }

    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        guard let network = host.state.network else {
            return .refused("EOPNOTSUPP", "the host has no network")
        }
        var changed = network
        changed.apply(change)
        return changed == network ? .redundant : .accepted
    }

    func isOwn(in look: Look) -> Bool { look.desired.network != look.fulfilled.network }

    func enter(in ledger: inout Ledger, _ desired: Desired) {
        if !displaced.isEmpty { ledger.network.former.add(displaced) }
        switch change {
        case .make(let interface), .remake(let interface, _):
            ledger.network.links.insert(interface.name)
        case .attach(let member, let master, _): ledger.network.members[member] = master
        case .addAddress(let address), .mendAddress(let address, _):
            ledger.network.addresses.insert(address)
        case .setFilter(let name, let new, let old):
            let entry = ledger.network.filters[name]
            // A check that Ballast has set is not the one to return to.
            let former = entry.map { $0.current == old ? $0.former : old } ?? old
            ledger.network.filters[name] = FormerFilter(former: former, current: new)
        case .configure, .restoreFilter, .delete, .detach, .removeAddress, .addRoute, .removeRoute,
            .addRule, .removeRule, .setResolver, .setHostName:
            break
        }
    }

    /// Restores the entries of an object that was there already, or that the kernel refused.
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {
        let before = earlier.network
        switch change {
        case .make(let interface):
            if !before.links.contains(interface.name) {
                ledger.network.links.remove(interface.name)
            }
        case .attach(let member, _, _): ledger.network.members[member] = before.members[member]
        case .addAddress(let address), .mendAddress(let address, _):
            if !before.addresses.contains(address) { ledger.network.addresses.remove(address) }
        case .setFilter(let name, _, _): ledger.network.filters[name] = before.filters[name]
        case .remake, .configure, .restoreFilter, .delete, .detach, .removeAddress, .addRoute,
            .removeRoute, .addRule, .removeRule, .setResolver, .setHostName:
            break
        }
    }

    /// Nothing leaves before everything new is there.
    func reasonToWithhold(_ guardian: AddressGuard) -> String? {
        phase == .clearance && guardian.hasFailedNetwork
            ? "a new part of the network could not be set up" : nil
    }
}

extension Observed {
    /// Removes the addresses of interfaces that are made again or deleted.
    fileprivate mutating func lose(_ names: Set<String>) {
        for address in addresses.keys where names.contains(address.interface) {
            addresses[address] = nil
        }
    }
}

extension NetworkState {
    /// Changes the state as the kernel does.
    mutating func apply(_ change: NetworkChange) {
        switch change {
        case .make(let interface), .remake(let interface, _):
            if case .remake = change {
                deleteUppers(of: interface.name)
                forget(interface.name)
            }
            links[interface.name] = NetworkLink(interface, index: Int32(links.count + 1))
            links[interface.name]?.reversePathFilter = defaultFilter
        case .configure(let interface, let old):
            var link = NetworkLink(interface, index: old.index)
            link.master = old.master
            link.kind = old.kind
            link.isMarked = old.isMarked
            link.manager = old.manager
            link.hasCarrier = old.hasCarrier
            link.reversePathFilter = old.reversePathFilter
            if interface.mtu == nil { link.mtu = old.mtu }
            links[interface.name] = link
        case .delete(let name):
            deleteUppers(of: name)
            forget(name)
            links[name] = nil
        case .setFilter(let name, let filter, _), .restoreFilter(let name, let filter, _):
            links[name]?.reversePathFilter = filter
        case .attach(let member, let master, _):
            forget(member)
            links[member]?.master = master
            links[member]?.isUp = true
        case .detach(let member, _): links[member]?.master = nil
        case .addAddress(let address):
            if addresses[address] == nil { addresses[address] = .ours }
        case .mendAddress(let address, let fault):
            conditions[address] = nil
            guard case .length(let old) = fault else { return }
            addresses[InterfaceAddress(interface: address.interface, prefix: old)] = nil
            addresses[address] = .ours
        case .removeAddress(let address): addresses[address] = nil
        case .addRoute(let route, _):
            routes[route.key] = FoundRoute(route, isOurs: true, origin: "ballast")
        case .removeRoute(let route): routes[route.key] = nil
        case .addRule(let rule): if rules[rule] == nil { rules[rule] = true }
        case .removeRule(let rule): rules[rule] = nil
        case .setResolver(let new, _): resolver = new
        case .setHostName(let name, _): hostName = name
        }
    }

    /// Removes the addresses, routes and memberships that end with an interface.
    private mutating func forget(_ name: String) {
        addresses = addresses.filter { $0.key.interface != name }
        routes = routes.filter { $0.value.route.interface != name }
        others = others.filter { $0.route.interface != name }
        for member in links.keys where links[member]?.master == name {
            links[member]?.master = nil
        }
    }

    /// The interfaces that end with one.
    func interfaces(above name: String) -> Set<String> {
        var names: Set<String> = []
        var rest = [name]
        while let lower = rest.popLast() {
            for (upper, link) in links where link.parent == lower && names.insert(upper).inserted {
                rest.append(upper)
            }
        }
        return names
    }

    /// Removes the interfaces above one that is deleted.
    private mutating func deleteUppers(of name: String) {
        for upper in links.keys where links[upper]?.parent == name {
            links[upper] = nil
            forget(upper)
            deleteUppers(of: upper)
        }
    }
}

extension NetworkLink {
    /// An interface with exactly the wanted settings.
    fileprivate init(_ interface: NetworkInterface, index: Int32) {
        self.init(index: index, kind: interface.kind?.name, mtu: interface.mtu ?? 1_500)
        isMarked = interface.kind != nil
        switch interface.kind {
        case .vlan(let settings):
            vlan = settings
            parent = settings.parent
        case .bond(var settings):
            settings.members = []
            bond = settings
        case .bridge(_, let spanningTree): usesSpanningTree = spanningTree
        case .dummy, nil: break
        }
    }
}
