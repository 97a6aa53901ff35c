import Addresses
import Model
import Planning

/// Which part of the host an edit of the document, or another role, touches.
///
/// Only that part is looked at before it is changed; the periodic pass looks at everything.
struct Difference {
    /// What to look at.
    let scope: Scope

    /// The part in which the wishes differ.
    ///
    /// - Parameters:
    ///   - keys: the services that may differ; nil: any may.
    ///   - settings: the settings of the host that the old wishes need.
    init(
        from old: Desired, to new: Desired, among keys: Set<ServiceKey>? = nil,
        settings: Set<HostSetting>
    ) {
        guard old.ownership == new.ownership, old.unserved == new.unserved,
            old.proxied == new.proxied, old.occupied == new.occupied,
            old.sysctls == new.sysctls,
            old.sysctlDefaults == new.sysctlDefaults, old.timeouts == new.timeouts
        else {
            scope = .everything
            return
        }
        var scope = Scope()
        if old.addresses != new.addresses || old.carriesAddresses != new.carriesAddresses {
            scope.domains.insert(.address)
        }
        if old.connectionSync != new.connectionSync || old.roleAddresses != new.roleAddresses
            || (new.connectionSync != nil && old.carriesAddresses != new.carriesAddresses)
        {
            scope.domains.formUnion([.syncDaemon, .address])
        }
        scope.services = Self.services(old, new, keys)
        let leaving = scope.services.filter { new.services[$0] == nil }
        // The first connection has to find the settings that it needs.
        let needed = new.neededSettings(local: [], among: scope.services)
        guard old.services.isEmpty == new.services.isEmpty, needed.isSubset(of: settings),
            // Whether a service may leave depends on the addresses.
            leaving.isEmpty || !new.hasLost(leaving)
        else {
            self.scope = .everything
            return
        }
        // An address leaves after its services, and is added after they are there.
        let isRole = scope.services.isEmpty && old.carriesAddresses != new.carriesAddresses
        self.scope = scope.domains.contains(.address) && !isRole ? .everything : scope
    }

    private static func services(
        _ old: Desired, _ new: Desired, _ keys: Set<ServiceKey>?
    ) -> Set<ServiceKey> {
        if let keys { return keys.filter { old.services[$0] != new.services[$0] } }
        var differing: Set<ServiceKey> = []
        for (key, service) in new.services where old.services[key] != service {
            differing.insert(key)
        }
        for key in old.services.keys where new.services[key] == nil { differing.insert(key) }
        return differing
    }
}

extension Desired {
    /// Whether one of these services has an address that is not wanted any more.
    fileprivate func hasLost(_ keys: Set<ServiceKey>) -> Bool {
        guard let addresses else { return false }
        let hosts = Set(addresses.lazy.map(\.prefix.address))
        return keys.contains { $0.endpoint.map { !hosts.contains($0.address) } ?? false }
    }
}
