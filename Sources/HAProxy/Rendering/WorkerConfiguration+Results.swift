import Addresses
import Model

extension WorkerConfiguration {
    /// Returns this configuration with the results of Ballast's own checks that another one has;
    /// nil: they are the same, or can't be put into this one.
    ///
    /// A server without a result there, because the other one does not have it, keeps its own.
    func following(_ other: WorkerConfiguration) -> WorkerConfiguration? {
        guard let newer = other.recipe?.settings.results, let recipe else { return nil }
        var results = recipe.settings.results ?? ProxyCheckResults()
        var changed: [String: Set<Endpoint>] = [:]
        for proxy in recipe.spec.proxies {
            let (down, up) = (newer.down[proxy.name] ?? [], newer.up[proxy.name] ?? [])
            let known = down.union(up)
            let before = (results.down[proxy.name] ?? [], results.up[proxy.name] ?? [])
            let after = (
                before.0.subtracting(known).union(down), before.1.subtracting(known).union(up)
            )
            let differing = before.0.symmetricDifference(after.0)
                .union(before.1.symmetricDifference(after.1))
            guard !differing.isEmpty else { continue }
            changed[proxy.name] = differing
            results.down[proxy.name] = after.0
            results.up[proxy.name] = after.1
        }
        return changed.isEmpty ? nil : patched(by: results, at: changed)
    }
}
