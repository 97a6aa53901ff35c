import Addresses
import Model

extension Desired {
    /// Returns a copy with the present weights of unproven servers, and with the last working
    /// servers until a successor is proven.
    ///
    /// A server that gets connections now, and does not leave, keeps them; a new one waits for its
    /// first check. ``plan(from:to:)`` calls this itself; other callers that compare the desired
    /// state with the host must call it first.
    ///
    /// Only the state of the host counts, not earlier passes, so a restart does not change the
    /// result.
    public func keeping(what observed: Observed) -> Desired {
        var kept = self
        for key in observed.scope.keys(in: services) {
            guard let wanted = services[key], wanted.isProvisional else { continue }
            let found = observed.services[key] ?? ObservedService(service: wanted.service)
            var service = wanted
            let entry = observed.ledger.services[key]
            service.keepUnproven(found, entry)
            service.holdLast(found, entry, observed.ledger.held[key] ?? [:])
            kept.services[key] = service
        }
        kept.keepOthers(what: observed)
        return kept
    }
}

extension DesiredService {
    /// Whether the result of ``Desired/keeping(what:)`` depends on the host.
    public var isProvisional: Bool { !unproven.isEmpty || !awaited.isEmpty || keepsHeld }

    /// Restores the present weights of servers that were never checked.
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

    /// Keeps the last servers with connections, although the document removes them, until one of
    /// their successors is proven.
    ///
    /// A held server that is down gets no connections while another one works, and stays held: it
    /// may recover before its successors are proven. During a hold, servers of the document that
    /// the operator takes out do not affect it, because they carried no clients.
    fileprivate mutating func holdLast(
        _ found: ObservedService, _ entry: LedgerEntry?, _ remembered: [Endpoint: Destination]
    ) {
        guard !awaited.isEmpty || keepsHeld, held.isEmpty, !isProven(by: found, entry) else {
            return
        }
        held =
            awaited.isEmpty
            ? remembered.filter { entry?.draining[$0.key] == nil && hasLeft($0.key) }
            : candidates(found, entry, remembered)
        // Any working server is better than the fallback.
        if let last = entry?.fallback, destinations.contains(where: \.value.isUsable) {
            held[last] = nil
        }
        guard !held.isEmpty else { return }
        let isServed = held.keys.contains { !down.contains($0) }
        if isServed {
            for endpoint in onTrial { destinations[endpoint]?.weight = 0 }
            dropFallback()
        }
        let isHopeless = !isServed && !destinations.values.contains(where: \.isUsable)
        for (endpoint, destination) in held {
            destinations[endpoint] = destination
            if down.contains(endpoint), !isHopeless { destinations[endpoint]?.weight = 0 }
        }
    }

    /// Returns the servers that can be held.
    ///
    /// Excluded are draining and failed servers, servers that the operator took out without a
    /// replacement, and a fallback that another one replaces.
    private func candidates(
        _ found: ObservedService, _ entry: LedgerEntry?, _ remembered: [Endpoint: Destination]
    ) -> [Endpoint: Destination] {
        let leaving = entry?.draining ?? [:]
        let formerFallback = fallback == nil ? nil : entry?.fallback
        // This edit added a server that the host does not have yet, and raised one to which the
        // document gave no connections before.
        let isReplaced = awaited.contains {
            found.destinations[$0] == nil && !failed.contains($0)
                || entry?.outByHand?.contains($0) == true
        }
        var candidates: [Endpoint: Destination] = [:]
        for (endpoint, present) in found.destinations
        where present.isUsable && leaving[endpoint] == nil && endpoint != formerFallback {
            let isLast =
                dismissed.contains(endpoint)
                ? isReplaced && !down.contains(endpoint) : hasLeft(endpoint)
            if isLast { candidates[endpoint] = present.destination }
        }
        for (endpoint, destination) in remembered
        where leaving[endpoint] == nil && endpoint != formerFallback
            && (dismissed.contains(endpoint) || hasLeft(endpoint))
        {
            candidates[endpoint] = destination
        }
        return candidates
    }

    /// Whether the server left the document.
    private func hasLeft(_ endpoint: Endpoint) -> Bool {
        destinations[endpoint] == nil && !failed.contains(endpoint)
    }

    /// Whether a server other than the fallback gets connections, and has passed enough checks or
    /// had connections before.
    func isProven(by found: ObservedService?, _ entry: LedgerEntry?) -> Bool {
        destinations.contains { endpoint, destination in
            guard endpoint != fallback, destination.weight > 0, held[endpoint] == nil else {
                return false
            }
            guard onTrial.contains(endpoint) else { return true }
            return found?.destinations[endpoint]?.isUsable == true
                && entry?.draining[endpoint] == nil
        }
    }

    private mutating func dropFallback() {
        guard let fallback else { return }
        destinations[fallback] = nil
        self.fallback = nil
    }
}
