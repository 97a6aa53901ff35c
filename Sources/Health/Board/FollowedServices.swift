import Model

/// The services of the latest document.
struct FollowedServices: Sendable {
    private var services: [Service] = []
    private var defaults: HealthDefaults?

    /// Follows another document; returns the services of each key that has changed, none for a
    /// removed one.
    ///
    /// Other defaults change all services.
    mutating func follow(_ spec: Spec) -> [ServiceKey: [Service]] {
        let former = services
        services = spec.services
        let isEachChanged = defaults != spec.health
        defaults = spec.health
        if isEachChanged || !services.haveKeys(of: former) {
            return difference(from: former, isEachChanged)
        }
        var keys: Set<ServiceKey> = []
        for (service, before) in zip(services, former) where service != before {
            keys.insert(service.key)
        }
        guard !keys.isEmpty else { return [:] }
        return Dictionary(grouping: services.filter { keys.contains($0.key) }, by: \.key)
    }

    private func difference(
        from former: [Service], _ isEachChanged: Bool
    ) -> [ServiceKey: [Service]] {
        let all = Dictionary(grouping: services, by: \.key)
        let before = Dictionary(grouping: former, by: \.key)
        var changed = all.filter { key, same in isEachChanged || before[key] != same }
        for key in before.keys where all[key] == nil { changed[key] = [] }
        return changed
    }
}
