import Addresses

/// A change of the node's network.
public struct NetworkStep: Sendable, Hashable {
    /// The change.
    public var change: NetworkChange
    /// Whether the session of the administrator depends on the object.
    public var cutsSession: Bool
    /// The objects without which the step must not be tried, beside those of the change itself.
    public var needs: [NetworkSubject]
    /// The addresses and routes of other programs that the step ends; an undone edit restores them.
    public var displaced: FormerNetwork

    /// Creates a step.
    public init(
        _ change: NetworkChange, cutsSession: Bool = false, needs: [NetworkSubject] = [],
        displaced: FormerNetwork = FormerNetwork()
    ) {
        self.change = change
        self.cutsSession = cutsSession
        self.needs = needs
        self.displaced = displaced
    }
}

extension NetworkStep: DomainStep {
    /// The object.
    public var subject: StepSubject {
        switch change {
        case .make(let interface), .remake(let interface, _), .configure(let interface, _):
            .network(.link(interface.name))
        case .delete(let name): .network(.link(name))
        case .setFilter(let name, _, _), .restoreFilter(let name, _, _): .network(.filter(name))
        case .attach(let member, _, _), .detach(let member, _): .network(.member(member))
        case .addAddress(let address), .mendAddress(let address, _), .removeAddress(let address):
            .network(.address(address))
        case .addRoute(let route, _), .removeRoute(let route): .network(.route(route.key))
        case .addRule(let rule), .removeRule(let rule): .network(.rule(rule))
        case .setResolver: .network(.resolver)
        case .setHostName: .network(.hostName)
        }
    }

    /// The effect of the step on the object.
    public var action: StepAction {
        switch change {
        case .make, .attach, .addAddress, .addRoute(_, nil), .addRule: .add
        case .remake, .configure, .setFilter, .restoreFilter, .mendAddress, .addRoute,
            .setResolver, .setHostName:
            .change
        case .delete, .detach, .removeAddress, .removeRoute, .removeRule: .remove
        }
    }

    /// The worst effect: an interface that is made again, or an address that leaves, resets
    /// connections.
    public var risk: Risk {
        if cutsSession { return .cutsSession }
        switch change {
        case .remake, .delete, .detach, .removeAddress, .removeRoute, .removeRule: return .mayReset
        case .attach(_, _, let moving): return moving.isEmpty ? .hitless : .mayReset
        case .addRoute(_, let old): return old == nil ? .hitless : .mayReset
        case .mendAddress(_, .length): return .mayReset
        case .mendAddress(_, .duplicate), .mendAddress(_, .altered),
            .mendAddress(_, .routeless):
            return .hitless
        case .setFilter(_, .strict, _), .restoreFilter(_, .strict, _): return .mayReset
        case .make, .configure, .setFilter, .restoreFilter, .addAddress, .addRule, .setResolver,
            .setHostName:
            return .hitless
        }
    }

    /// New objects before everything that uses them, and old ones after everything else.
    public var phase: StepPhase {
        switch change {
        case .make, .remake, .configure, .setFilter, .attach, .addAddress, .mendAddress, .addRoute,
            .addRule, .setResolver, .setHostName:
            .preparation
        case .restoreFilter, .delete, .detach, .removeAddress, .removeRoute, .removeRule: .clearance
        }
    }

    /// The interfaces of the object, and the objects that it needs.
    public var requires: [StepSubject] { needs.map(StepSubject.network) + lower }

    private var lower: [StepSubject] {
        switch change {
        case .make(let interface), .remake(let interface, _):
            if case .vlan(let vlan) = interface.kind { [.network(.link(vlan.parent))] } else { [] }
        case .attach(_, let master, let moving):
            [.network(.link(master))]
                + moving.map {
                    .network(.address(InterfaceAddress(interface: master, prefix: $0.prefix)))
                }
        case .addAddress(let address), .mendAddress(let address, _):
            [.network(.link(address.interface))]
        case .addRoute(let route, _): route.interface.map { [.network(.link($0))] } ?? []
        case .setFilter(let name, _, _): [.network(.link(name))]
        case .configure, .restoreFilter, .delete, .detach, .removeAddress, .removeRoute, .addRule,
            .removeRule, .setResolver, .setHostName:
            []
        }
    }

    /// A changed interface that failed is there all the same.
    public var isRequired: Bool {
        switch change {
        case .make, .remake, .addAddress, .attach: true
        case .configure, .setFilter, .restoreFilter, .delete, .detach, .mendAddress,
            .removeAddress, .addRoute, .removeRoute, .addRule, .removeRule, .setResolver,
            .setHostName:
            false
        }
    }

    /// The object and its changes.
    public var sentence: String {
        switch change {
        case .make(let interface): "\(subject), \(interface.summary)"
        case .remake(let interface, let reason):
            "\(subject), made again, \(interface.summary): \(reason)"
        case .configure(let interface, let link):
            "\(subject), " + interface.changes(from: link).joined(separator: ", ")
        case .attach(let member, let master, let moving):
            "\(member) in \(master)"
                + (moving.isEmpty
                    ? "" : ", with " + moving.map(\.prefix.description).joined(separator: ", "))
        case .detach(let member, let master): "\(member) in \(master)"
        case .setFilter(_, let new, let old): "\(subject) \(old.word) -> \(new.word)"
        case .restoreFilter(_, let new, let old):
            "\(subject) \(old.word) -> \(new.word), as before Ballast set it"
        case .mendAddress(let address, .length(let old)):
            "node address \(old) -> \(address)"
        case .mendAddress(_, .duplicate): "\(subject), tried again: another host had it"
        case .mendAddress(_, .altered): "\(subject), set by another program"
        case .mendAddress(_, .routeless): "\(subject), with the route of its network"
        case .addRoute(let route, let old?): "route \(old) -> \(route)"
        case .addRoute(let route, nil), .removeRoute(let route): "route \(route)"
        case .setResolver(let new, let old): "\(subject) \(old.line) -> \(new.line)"
        case .setHostName(let new, let old): "\(subject) \(old) -> \(new)"
        case .delete, .addAddress, .removeAddress, .addRule, .removeRule: "\(subject)"
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch change {
        case .make(let interface), .remake(let interface, _): "make \(interface.name)"
        case .configure(let interface, _): "configure \(interface.name)"
        case .delete(let name): "delete \(name)"
        case .setFilter(let name, let filter, _), .restoreFilter(let name, let filter, _):
            "set net.ipv4.conf.\(name).rp_filter to \(filter.rawValue)"
        case .attach(let member, let master, _): "put \(member) into \(master)"
        case .detach(let member, let master): "take \(member) out of \(master)"
        case .addAddress(let address): "put \(address.prefix) on \(address.interface)"
        case .mendAddress(let address, _): "set \(address.prefix) on \(address.interface) again"
        case .removeAddress(let address): "take \(address.prefix) off \(address.interface)"
        case .addRoute(let route, _): "add the route \(route)"
        case .removeRoute(let route): "remove the route \(route)"
        case .addRule(let rule): "add the routing rule \(rule)"
        case .removeRule(let rule): "remove the routing rule \(rule)"
        case .setResolver: "write /etc/resolv.conf"
        case .setHostName(let name, _): "set the host name to \(name)"
        }
    }
}
