import Addresses
import CNetlink
import Glibc
import Model

extension KernelHost {
    /// Reads the node's own network.
    ///
    /// A program that configures an interface is known by its files in `/run`, which are those of
    /// the first network namespace.
    func observeNetwork(
        _ wanted: NodeNetwork, _ dump: LinkDump, into observed: inout Observed
    ) throws(HostFailure) {
        var state = NetworkState()
        do throws(KernelRefusal) {
            state.links = dump.links
            state.commonFilter = settings.senderFilter(of: "all")
            state.defaultFilter = settings.senderFilter(of: "default")
            let found = dump.addresses
            let keeps =
                found.values.contains { $0.origin != nil } || KernelRelease.current.keepsOrigins
            state.addresses = found.mapValues { record in
                switch record.origin {
                case AddressTable.nodeOrigin: .ours
                case nil: keeps ? .foreign : .unknown
                default: .foreign
                }
            }
            let names = dump.names
            let altered = memory.compare(&state.addresses, found)
            state.conditions = memory.conditions(of: found, altered: altered)
            if state.addresses.values.contains(where: { $0 != .foreign }) {
                state.addRouteless(found, try addresses.connectedRoutes(names))
            }
            state.keepsMarks = KernelRelease.current.hasAlternativeNames
            let routes = try addresses.routes(
                wanted: wanted.allRoutes, endangered: wanted.endangered(in: state), names)
            state.routes = routes.routes
            memory.compare(&state.routes)
            state.others = routes.others
            state.rules = try addresses.rules()
        } catch {
            throw error.failure(of: "read the network of this host")
        }
        let managers = LinkOwners()
        if managers.isHost {
            for (name, index) in state.links.mapValues(\.index) {
                state.links[name]?.manager = managers.manager(of: name, index: index)
            }
        }
        state.resolver = names.resolver
        state.hostName = names.hostName
        observed.network = state
    }

    /// Applies a step of the node's network.
    func apply(_ step: NetworkStep) -> Outcome.Result {
        do throws(KernelRefusal) {
            switch step.change {
            case .make(let interface): try addresses.make(interface)
            case .remake(let interface, _):
                try addresses.deleteIfPresent(interface.name)
                try addresses.make(interface)
            case .configure(let interface, let link):
                try addresses.configure(interface, from: link)
            case .setFilter(let name, let filter, _), .restoreFilter(let name, let filter, _):
                try addresses.set(filter, at: name)
            case .delete(let name): try addresses.deleteIfPresent(name)
            case .attach(let member, let master, let moving):
                try addresses.attach(member, to: master)
                for address in moving { try addresses.removeIfPresent(address) }
            case .detach(let member, _): try addresses.detach(member)
            case .addAddress(let address): try addresses.addOwn(address)
            case .mendAddress(let address, let fault):
                if fault == .duplicate { memory.duplicates.note(address, now: NetworkMemory.now) }
                try addresses.mend(address, fault)
            case .removeAddress(let address): try addresses.remove(address)
            case .addRoute(let route, _):
                try addresses.add(route)
                memory.note(route)
            case .removeRoute(let route): try addresses.remove(route)
            case .addRule(let rule): try addresses.add(rule)
            case .removeRule(let rule): try addresses.remove(rule)
            case .setResolver(let resolver, _): try names.write(resolver)
            case .setHostName(let name, _): try names.set(hostName: name)
            }
            return .done
        } catch {
            return step.result(of: error)
        }
    }
}

extension NetworkStep {
    /// The outcome of a step after a refusal by the kernel.
    func result(of refusal: KernelRefusal) -> Outcome.Result {
        switch (change, refusal.number) {
        case (.addAddress, EEXIST), (.addRule, EEXIST), (.removeAddress, EADDRNOTAVAIL),
            (.removeAddress, ENODEV), (.removeRoute, ESRCH), (.removeRoute, ENODEV),
            (.removeRule, ENOENT), (.delete, ENODEV), (.detach, ENODEV), (.restoreFilter, ENODEV):
            return .alreadySo
        case (.addAddress(let address), EACCES) where address.prefix.address.family == .ipv6,
            (.mendAddress(let address, _), EACCES) where address.prefix.address.family == .ipv6:
            return .failed(
                refusal.failure(
                    of: operation, because: "IPv6 is disabled on \(address.interface)",
                    remedy: "sysctl -w net.ipv6.conf.\(address.interface).disable_ipv6=0"))
        case (.addRoute(let route, _), ENETUNREACH):
            let gateway = route.gateway.map { "\($0)" } ?? "the interface"
            return .failed(
                refusal.failure(
                    of: operation, because: "no network of this host reaches \(gateway)",
                    remedy: "give an interface an address in its network, or write `onLink: true`"))
        case (.make(let interface), EOPNOTSUPP):
            let kind = interface.kind?.name ?? ""
            return .failed(
                refusal.failure(
                    of: operation, because: "this kernel has no interfaces of the kind \(kind)",
                    remedy: "load the module: modprobe \(kind == "vlan" ? "8021q" : kind)"))
        case (.make, _), (.remake, _), (.configure, _), (.delete, _), (.attach, _), (.detach, _),
            (.addAddress, _), (.mendAddress, _), (.removeAddress, _), (.addRoute, _),
            (.removeRoute, _), (.setFilter, _), (.restoreFilter, _),
            (.addRule, _), (.removeRule, _), (.setResolver, _), (.setHostName, _):
            return .failed(refusal.failure(of: operation))
        }
    }
}

extension NetworkState {
    /// Adds the condition of addresses without the route of their network.
    ///
    /// The kernel has it once on an interface, with the first of several addresses.
    fileprivate mutating func addRouteless(
        _ found: [InterfaceAddress: AddressRecord], _ connected: Set<InterfaceAddress>
    ) {
        var connected = connected
        func isFirst(_ left: InterfaceAddress, _ right: InterfaceAddress) -> Bool {
            let flags = [left, right].map { found[$0]?.isSecondary == true ? 1 : 0 }
            return flags[0] != flags[1] ? flags[0] < flags[1] : left < right
        }
        let lacking = found.keys.filter { address in
            found[address]?.hasNetworkRoute == true && conditions[address] == nil
                && addresses[address] != .foreign && !connected.contains(address.network)
        }
        for address in lacking.sorted(by: isFirst) {
            guard let link = links[address.interface], link.isUp, address.interface != "lo",
                link.master.map({ links[$0]?.kind != "vrf" }) ?? true,
                connected.insert(address.network).inserted
            else { continue }
            conditions[address] = .routeless
        }
    }
}

extension InterfaceAddress {
    /// The network on the interface.
    fileprivate var network: InterfaceAddress {
        InterfaceAddress(interface: interface, prefix: prefix.network)
    }
}

extension NodeNetwork {
    /// The interfaces that steps could end or empty; nil: nothing differs, but for routes.
    fileprivate func endangered(in state: NetworkState) -> Set<String>? {
        let wishes = Set(
            interfaces.flatMap { interface in
                interface.addresses.map {
                    InterfaceAddress(interface: interface.name, prefix: $0)
                }
            })
        let kept = Set(orderedInterfaces.map(\.name))
        var names = Set(
            masters.filter { state.links[$0.key]?.master != $0.value }.map(\.key))
        names.formUnion(
            interfaces.filter { interface in
                state.links[interface.name].map { interface.reasonToRemake($0) != nil } ?? true
            }.map(\.name))
        names.formUnion(
            state.links.filter { $0.value.isMarked && !kept.contains($0.key) }.map(\.key))
        for (address, origin) in state.addresses
        where origin != .foreign && !wishes.contains(address) {
            names.insert(address.interface)
        }
        let isWhole = wishes.isSubset(of: state.addresses.keys)
        return names.isEmpty && isWhole ? nil : names
    }
}
