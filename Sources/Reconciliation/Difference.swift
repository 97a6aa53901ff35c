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
    init(from old: Desired, to new: Desired) {
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
        let wanted = new.addresses.map { Set($0.lazy.map(\.prefix.address)) }
        for (key, service) in new.services where old.services[key] != service {
            scope.services.insert(key)
        }
        // The first connection has to find the settings that it needs.
        var changed = Desired()
        for key in scope.services { changed.services[key] = new.services[key] }
        let needed = changed.neededSettings(local: [])
        guard old.services.isEmpty == new.services.isEmpty,
            needed.isEmpty || needed.isSubset(of: old.neededSettings(local: []))
        else {
            self.scope = .everything
            return
        }
        for key in old.services.keys where new.services[key] == nil {
            // Whether it may leave depends on the addresses.
            if let host = key.endpoint?.address, wanted?.contains(host) == false {
                self.scope = .everything
                return
            }
            scope.services.insert(key)
        }
        // An address goes when its services have gone, and comes when they have come.
        let isRole = new.services == old.services && old.carriesAddresses != new.carriesAddresses
        self.scope = scope.domains.contains(.address) && !isRole ? .everything : scope
    }
}
