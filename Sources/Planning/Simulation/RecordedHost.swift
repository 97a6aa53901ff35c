import Model

/// A host at an earlier moment, which can be planned for and not be changed.
///
/// It answers as the kernel did then.
public struct RecordedHost: Host, Sendable {
    /// Whether IPVS is needed; where it is not, a host that could not read it has no services.
    public var needsIPVS = false
    private let observed: Observed

    /// The host that was observed whole.
    public init(_ observed: Observed) {
        self.observed = observed
    }

    /// The part of the record that lies in the scope, without the ledger.
    public mutating func observe(_ scope: Scope) throws -> Observed {
        var found = observed
        found.ledger = Ledger()
        if !needsIPVS, found.failures.removeValue(forKey: .ipvs) != nil {
            for domain in Domain.ofTable { found.failures[domain] = nil }
            found.scope.domains.formUnion(Domain.ofTable)
        }
        guard scope != .everything else { return found }
        found.scope.domains.formIntersection(scope.domains)
        found.scope.services = scope.services
        found.services = found.services.filter { scope.covers($0.key) }
        return found
    }

    /// Refuses each step.
    public mutating func apply(_ steps: [Step]) -> [Outcome] {
        steps.map { step in
            Outcome(
                step: step,
                result: .failed(
                    HostFailure(
                        operation: step.operation, reason: "the host is a record, not a machine")))
        }
    }
}
