import Addresses
import Model

extension NetworkPlanner {
    /// Whether the session of the administrator depends on the object that a change removes,
    /// moves or makes again.
    func cuts(_ change: NetworkChange) -> Bool {
        guard let session else { return false }
        let places = found.addresses.keys.filter { $0.prefix.address == session.server }
        // The interface of the session with those below it.
        var carriers = Set(places.map(\.interface))
        var rest = Array(carriers)
        while let name = rest.popLast() {
            let link = found.links[name]
            let members = found.links.filter { $0.value.master == name }.map(\.key)
            for lower in members + [link?.vlan?.parent].compactMap(\.self)
            where carriers.insert(lower).inserted {
                rest.append(lower)
            }
        }
        switch change {
        case .remake(let interface, _): return carriers.contains(interface.name)
        case .delete(let name): return carriers.contains(name)
        case .attach(let member, _, _): return places.contains { $0.interface == member }
        case .detach(let member, let master):
            let others = found.links.filter { $0.value.master == master && $0.value.hasCarrier }
            return carriers.contains(member) && others.keys.allSatisfy { $0 == member }
        case .removeAddress(let address): return places.contains(address)
        case .addRoute(_, nil), .make, .configure, .addAddress, .setResolver, .setHostName:
            return false
        case .addRoute(let route, _?), .removeRoute(let route):
            return route.destination.contains(session.client)
                && !places.contains { $0.prefix.contains(session.client) }
        case .addRule(let rule), .removeRule(let rule):
            return rule.family == session.server.family
                && rule.mark == nil && rule.interface == nil
                && rule.source?.contains(session.server) ?? true
                && rule.destination?.contains(session.client) ?? true
        }
    }
}
