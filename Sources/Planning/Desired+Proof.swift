import Addresses
import Model

extension Desired {
    /// These wishes, where servers that were never checked keep the weight that they have, and the
    /// last servers that work stay until one of those that replace them is proven.
    ///
    /// A server that the host gives connections, and that is not leaving, is served on; one that is
    /// not there yet waits for its first check. ``plan(from:to:)`` does this itself; who compares
    /// the wishes with the host does it before.
    ///
    /// The host decides, not what was done before: so both hold after a restart, too.
    public func keeping(what observed: Observed) -> Desired {
        var kept = self
        for (key, wanted) in services where wanted.isProvisional {
            guard let found = observed.services[key] else { continue }
            var service = wanted
            let entry = observed.ledger.services[key]
            service.keepUnproven(found, entry)
            service.holdLast(found, entry)
            kept.services[key] = service
        }
        return kept
    }
}

extension DesiredService {
    /// Whether the host has a say in what is wanted: a server is not proven yet.
    public var isProvisional: Bool { !unproven.isEmpty || !awaited.isEmpty }

    /// Servers that were never checked keep the weight that they have.
    fileprivate mutating func keepUnproven(_ found: ObservedService, _ entry: LedgerEntry?) {
        let leaving = entry?.draining ?? [:]
        for (endpoint, weight) in unproven
        where leaving[endpoint] == nil
            && found.destinations[endpoint].map({ $0.destination.weight > 0 }) ?? false
        {
            destinations[endpoint]?.weight = weight
            dropFallback()
        }
    }

    /// The last servers that get connections stay as they are, although they are not in the
    /// document any more, while none of those that are to replace them works.
    ///
    /// Not those that already drain, that have failed, or that the operator has taken out; nor a
    /// fallback that another one replaces.
    fileprivate mutating func holdLast(_ found: ObservedService, _ entry: LedgerEntry?) {
        guard !awaited.isEmpty, held.isEmpty, !hasUsableServer else { return }
        let leaving = entry?.draining ?? [:]
        let formerFallback = fallback == nil ? nil : entry?.fallback
        for (endpoint, present) in found.destinations
        where present.destination.weight > 0 && destinations[endpoint] == nil
            && leaving[endpoint] == nil && !failed.contains(endpoint)
            && !dismissed.contains(endpoint) && endpoint != formerFallback
        {
            destinations[endpoint] = present.destination
            held.insert(endpoint)
        }
        if !held.isEmpty { dropFallback() }
    }

    /// Whether a server other than the fallback gets connections.
    private var hasUsableServer: Bool {
        destinations.contains { $0.key != fallback && $0.value.weight > 0 }
    }

    private mutating func dropFallback() {
        guard let fallback else { return }
        destinations[fallback] = nil
        self.fallback = nil
    }
}
