import Addresses
import Model

extension Plan {
    /// The first part: the steps that set up, add, raise and announce, and remove nothing.
    public var growth: ArraySlice<Step> { steps[..<turningPoint] }

    /// Returns the second part, given the outcomes of the first.
    ///
    /// If servers could not be added or raised, the last usable server of their service is not
    /// lowered or removed. If an address could not be added, or the service on it has no server, no
    /// address is removed, and neither are the services on leaving addresses. Without failures
    /// nothing is withheld. `observed` and `desired` are those of the plan.
    public func reduction(
        after outcomes: [Outcome], observed: Observed, desired: Desired
    ) -> Reduction {
        let rest = steps[turningPoint...]
        let failed = outcomes.filter { !$0.succeeded }
        guard !failed.isEmpty else { return Reduction(steps: Array(rest), withheld: []) }
        let keys = Set(failed.compactMap(\.step.serviceKey))
        var present = Observed(services: observed.services.filter { keys.contains($0.key) })
        for outcome in outcomes where outcome.succeeded { present.apply(outcome.step) }
        let guardian = AddressGuard(
            failed, present: present, leaving: observed.hosts, desired: desired)

        // An added server of a leaving service is HAProxy: the other servers wait for it.
        let unplaced = Set(
            failed.filter { $0.step.action == .add }.compactMap(\.step.serviceKey)
                .filter { desired.services[$0] == nil })
        var reduction = Reduction(steps: [], withheld: [])
        for step in rest {
            let unplacedReason = step.serviceKey.flatMap { key in
                unplaced.contains(key) ? "HAProxy could not be added to \(key)" : nil
            }
            let reason =
                unplacedReason ?? step.planned.reasonToWithhold(guardian)
                ?? present.reasonToWithhold(step, desired)
            if let reason {
                reduction.withheld.append(Outcome(step: step, result: .skipped(because: reason)))
            } else {
                present.apply(step)
                reduction.steps.append(step)
            }
        }
        return reduction
    }

    /// Adds announcements to the first part, before any removal.
    public mutating func announce(_ announcements: [Step]) {
        steps.insert(contentsOf: announcements, at: turningPoint)
    }

    /// The index of the first step of the second part.
    private var turningPoint: Int {
        steps.firstIndex { !$0.phase.isGrowth } ?? steps.endIndex
    }
}

extension Observed {
    /// The addresses on the host, on any interface.
    fileprivate var hosts: Set<IPAddress> { Set(addresses.keys.lazy.map(\.prefix.address)) }

    /// The reason to withhold a step that would remove the last usable server of a service that
    /// should have one; nil: it does not.
    fileprivate func reasonToWithhold(_ step: Step, _ desired: Desired) -> String? {
        guard let key = step.serviceKey, let service = services[key],
            let wanted = desired.services[key], wanted.isUsable,
            service.isUsable(for: wanted), !service.isUsable(for: wanted, after: step)
        else { return nil }
        return "it is the last usable server of \(key), and adding others failed"
    }
}

extension DesiredService {
    var isUsable: Bool { destinations.values.contains { $0.weight > 0 } }
}

extension ObservedService {
    var isUsable: Bool { destinations.values.contains { $0.destination.weight > 0 } }
    /// Whether a server that is not known to be down gets connections.
    func isUsable(for wanted: DesiredService) -> Bool {
        destinations.contains { $0.value.isUsable && !wanted.down.contains($0.key) }
    }

    fileprivate func isUsable(for wanted: DesiredService, after step: Step) -> Bool {
        guard step.phase >= .lowering else { return true }
        guard case .server(let gone, _) = step.subject else { return false }
        return destinations.contains {
            $0.key != gone && $0.value.isUsable && !wanted.down.contains($0.key)
        }
    }
}
