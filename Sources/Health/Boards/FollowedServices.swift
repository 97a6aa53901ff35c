import Model

/// The services of the latest document.
struct FollowedServices: Sendable {
    private var services: [ServiceKey: [Service]] = [:]
    private var defaults: HealthDefaults?

    /// Follows another document; returns the services of each key that has changed, none for a
    /// removed one.
    ///
    /// Other defaults change all services.
    mutating func follow(_ spec: Spec) -> [ServiceKey: [Service]] {
        let all = Dictionary(grouping: spec.services, by: \.key)
        let isEachChanged = defaults != spec.health
        var changed = all.filter { key, same in isEachChanged || services[key] != same }
        for key in services.keys where all[key] == nil { changed[key] = [] }
        services = all
        defaults = spec.health
        return changed
    }
}
