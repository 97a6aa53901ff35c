import Addresses
import Model

/// Which part of the host an edit of the document touches.
///
/// After an edit only that part is looked at before it is changed; the periodic pass looks at
/// everything. Anything beside services makes it everything at once.
struct Difference {
    /// What to look at.
    let scope: Scope

    /// The part in which the wishes differ.
    init(from old: Desired, to new: Desired) {
        guard old.addresses == new.addresses, old.carriesAddresses == new.carriesAddresses,
            old.sysctls == new.sysctls, old.sysctlDefaults == new.sysctlDefaults,
            old.timeouts == new.timeouts, old.ownership == new.ownership,
            old.unserved == new.unserved, old.proxied == new.proxied,
            old.occupied == new.occupied
        else {
            scope = .everything
            return
        }
        var keys: Set<ServiceKey> = []
        let wanted = new.addresses.map { Set($0.lazy.map(\.prefix.address)) }
        for (key, service) in new.services where old.services[key] != service {
            keys.insert(key)
        }
        for key in old.services.keys where new.services[key] == nil {
            // Whether it may leave depends on the addresses.
            if let host = key.endpoint?.address, wanted?.contains(host) == false {
                scope = .everything
                return
            }
            keys.insert(key)
        }
        scope = .services(keys)
    }
}
