import Addresses
import Model

extension Desired {
    /// These wishes, where servers that were never checked keep the weight that they have.
    ///
    /// A server that the host gives connections, and that is not leaving, is served on; one that is
    /// not there yet waits for its first check. ``plan(from:to:)`` does this itself; who compares
    /// the wishes with the host does it before.
    public func keeping(what observed: Observed) -> Desired {
        var kept = self
        for (key, wanted) in services where !wanted.unproven.isEmpty {
            guard let found = observed.services[key] else { continue }
            let leaving = observed.ledger.services[key]?.draining ?? [:]
            for (endpoint, weight) in wanted.unproven
            where leaving[endpoint] == nil
                && found.destinations[endpoint].map({ $0.destination.weight > 0 }) ?? false
            {
                kept.services[key]?.destinations[endpoint]?.weight = weight
                guard let fallback = wanted.fallback else { continue }
                kept.services[key]?.destinations[fallback] = nil
                kept.services[key]?.fallback = nil
            }
        }
        return kept
    }
}
