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
        guard old.addresses == new.addresses, old.sysctls == new.sysctls,
            old.timeouts == new.timeouts, old.ownership == new.ownership,
            old.unserved == new.unserved
        else {
            scope = .everything
            return
        }
        var keys: Set<ServiceKey> = []
        for (key, service) in new.services where old.services[key] != service {
            keys.insert(key)
        }
        for key in old.services.keys where new.services[key] == nil {
            keys.insert(key)
        }
        scope = .services(keys)
    }
}
