import Addresses
import Model

/// What is left of a plan's second part once it is known what became of the first.
public struct Reduction: Sendable, Hashable {
    /// The steps that are still right, in order.
    public var steps: [Step]
    /// The steps that are not tried in this pass, as outcomes with their reasons.
    public var withheld: [Outcome]
}

extension Plan {
    /// The first part: the steps that set up, add and raise, and take nothing from anyone.
    public var growth: ArraySlice<Step> { steps[..<turningPoint] }

    /// The second part, given what became of the first.
    ///
    /// When servers could not be added or raised, the last usable server of their service is not
    /// lowered or removed: a service that was to get two new servers and got none keeps its old
    /// ones until a later pass succeeds. `observed` and `desired` are those of the plan. Where
    /// nothing failed nothing is withheld.
    public func reduction(
        after outcomes: [Outcome], observed: Observed, desired: Desired
    ) -> Reduction {
        let rest = steps[turningPoint...]
        let failed = Set(outcomes.lazy.filter { !$0.succeeded }.compactMap(\.step.serviceKey))
        guard !failed.isEmpty else { return Reduction(steps: Array(rest), withheld: []) }
        var present = Observed(services: observed.services.filter { failed.contains($0.key) })
        for outcome in outcomes where outcome.succeeded { present.apply(outcome.step) }

        var reduction = Reduction(steps: [], withheld: [])
        for step in rest {
            if let key = step.serviceKey, let service = present.services[key], service.isUsable,
                desired.services[key]?.isUsable == true, !service.isUsable(after: step)
            {
                let reason = "it is the last usable server of \(key), and adding others failed"
                reduction.withheld.append(Outcome(step: step, result: .skipped(because: reason)))
            } else {
                present.apply(step)
                reduction.steps.append(step)
            }
        }
        return reduction
    }

    /// Where the first step is that takes something away, or that shows what was built.
    private var turningPoint: Int {
        steps.firstIndex { step in
            switch step {
            case .editDestination(let destination, let old, _):
                destination.weight == 0 && old.weight > 0
            case .drainDestination, .removeDestination, .removeService, .addAddress,
                .announceAddress, .removeAddress:
                true
            case .setSysctl, .setTimeouts, .addService, .editService, .addDestination:
                false
            }
        } ?? steps.endIndex
    }
}

extension DesiredService {
    var isUsable: Bool { destinations.values.contains { $0.weight > 0 } }
}

extension ObservedService {
    var isUsable: Bool { destinations.values.contains { $0.destination.weight > 0 } }

    fileprivate func isUsable(after step: Step) -> Bool {
        let gone: Endpoint
        switch step {
        case .removeService: return false
        case .drainDestination(let destination, _, _, _): gone = destination.endpoint
        case .removeDestination(let endpoint, _, _): gone = endpoint
        case .editDestination(let destination, _, _): gone = destination.endpoint
        default: return true
        }
        return destinations.contains { $0.key != gone && $0.value.destination.weight > 0 }
    }
}
