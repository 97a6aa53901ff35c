import Addresses
import Model

/// The second part of a plan, once the outcomes of the first are known.
public struct Reduction: Sendable, Hashable {
    /// The steps that are still right, in order.
    public var steps: [Step]
    /// The steps that are not tried in this pass, as outcomes with their reasons.
    public var withheld: [Outcome]
}

extension Plan {
    /// The first part: the steps that set up, add, raise and announce, and take nothing away.
    public var growth: ArraySlice<Step> { steps[..<turningPoint] }

    /// The second part, given the outcomes of the first.
    ///
    /// When servers could not be added or raised, the last usable server of their service is not
    /// lowered or removed. When an address could not be added, or the service on it has no server,
    /// no address is removed, and neither are the services on leaving addresses. `observed` and
    /// `desired` are those of the plan. Where nothing failed nothing is withheld.
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

        // A server of a service that leaves is HAProxy in its place: the others wait for it.
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

    /// Adds announcements to the first part, before any step that takes something away.
    public mutating func announce(_ announcements: [Step]) {
        steps.insert(contentsOf: announcements, at: turningPoint)
    }

    /// Where the first step is that takes something away.
    private var turningPoint: Int {
        steps.firstIndex { !$0.phase.isGrowth } ?? steps.endIndex
    }
}

/// What must stay because an address, or the service on it, could not be set up.
struct AddressGuard {
    private let desired: Desired
    /// Addresses that are on the host and not wanted.
    private let leaving: Set<IPAddress>
    /// Why no address of the document's former self is taken away; nil: they may go.
    private(set) var obstacle: String?
    /// Addresses that could not be announced.
    private var unannounced: Set<IPAddress> = []

    init(
        _ failed: [Outcome], present: Observed, leaving hosts: Set<IPAddress>, desired: Desired
    ) {
        self.desired = desired
        leaving = desired.wantedHosts.map { hosts.subtracting($0) } ?? []
        for outcome in failed {
            if case .address(.add(let address)) = outcome.step {
                obstacle = obstacle ?? "\(address) could not be added"
            } else if case .address(.announce(let address)) = outcome.step {
                unannounced.insert(address.prefix.address)
            } else if obstacle == nil, let key = outcome.step.serviceKey,
                let wanted = desired.services[key], wanted.isUsable,
                present.services[key]?.isUsable(for: wanted) != true
            {
                obstacle = "\(key) could not be set up"
            }
        }
    }

    /// Why an address of ours stays; nil: it may go.
    func reasonToKeep(_ address: InterfaceAddress) -> String? {
        unannounced.contains(address.prefix.address)
            ? "the address could not be announced at its new interface" : obstacle
    }

    /// Why a service that is no longer wanted stays as it is; nil: it may go.
    func reasonToKeep(_ key: ServiceKey) -> String? {
        guard obstacle != nil, desired.services[key] == nil, let host = key.endpoint?.address,
            leaving.contains(host)
        else { return nil }
        return obstacle
    }
}

extension Observed {
    /// The addresses that are there, on whatever interface.
    fileprivate var hosts: Set<IPAddress> { Set(addresses.keys.lazy.map(\.prefix.address)) }

    /// Why a step would take the last usable server of a service that is to have one; nil: it
    /// does not.
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
    /// Whether a server gets connections that is not known to be down.
    fileprivate func isUsable(for wanted: DesiredService) -> Bool {
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
