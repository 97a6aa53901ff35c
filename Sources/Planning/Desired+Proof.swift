import Addresses
import Model

extension Desired {
    /// Returns these wishes with the present weights of unproven servers, and with the last working
    /// servers until a successor is proven.
    ///
    /// A server that gets connections now, and does not leave, keeps them; a new one waits for its
    /// first check. ``plan(from:to:)`` calls this itself; other callers that compare wishes with
    /// the host must call it first.
    ///
    /// Only the host decides, not earlier passes, so the result is the same after a restart.
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
    /// Whether the result of ``Desired/keeping(what:)`` depends on the host.
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

    /// Keeps the last servers that get connections, although they left the document, while none of
    /// their successors works.
    ///
    /// Servers that drain, that failed or that the operator removed do not stay; neither does a
    /// replaced fallback.
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
