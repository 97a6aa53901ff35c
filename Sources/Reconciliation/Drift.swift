import Addresses
import Model
import Planning

/// Which steps of a plan put right what someone else has changed.
///
/// A step is drift when the wishes are those that the host fulfilled before, and it is neither the
/// next move of a drain nor another try of something that could not be done.
struct Drift {
    /// The steps, in the plan's order.
    let steps: [Step]

    /// The drift among the pass's steps.
    ///
    /// - Parameters:
    ///   - fulfilled: the wishes that the host has held since it was last looked at.
    ///   - unfinished: the objects in which it did not.
    init(of pass: Pass, fulfilled: Desired?, unfinished: Set<StepSubject>) {
        guard let fulfilled else {
            steps = []
            return
        }
        steps = pass.plan.steps.filter { step in
            if !unfinished.isEmpty {
                if unfinished.contains(step.subject) { return false }
                // Nor what could not be there without its service.
                if let key = step.subject.service, unfinished.contains(.service(key)) {
                    return false
                }
            }
            return !Self.isOurOwn(step, pass, fulfilled)
        }
    }

    /// Whether our own wishes ask for the step: new ones, or a drain that goes on.
    private static func isOurOwn(_ step: Step, _ pass: Pass, _ fulfilled: Desired) -> Bool {
        switch step.subject {
        case .server(let endpoint, let key):
            let entry = pass.observed.ledger.services[key]
            if entry?.draining[endpoint] != nil { return true }
            // HAProxy in the place of a service that leaves.
            if pass.desired.services[key] == nil, key.endpoint == endpoint { return true }
            return pass.desired.services[key]?.destinations[endpoint]
                != fulfilled.services[key]?.destinations[endpoint]
        case .service(let key):
            if case .removeService = step { return pass.desired.services[key] == nil }
            return pass.desired.services[key]?.service != fulfilled.services[key]?.service
        case .address(let address):
            // An announcement alone puts nothing right.
            if case .announceAddress = step, !pass.plan.steps.contains(.addAddress(address)) {
                return true
            }
            return pass.desired.wants(address) != fulfilled.wants(address)
        case .setting(let setting):
            // Promotion is switched on for a removal; what else is needed follows from services.
            if case .enable(.promotion) = step { return true }
            let local = Set(pass.observed.addresses.keys.lazy.map(\.prefix.address))
            return !fulfilled.neededSettings(local: local).contains(setting)
        case .sysctl(let sysctl):
            return pass.desired.sysctls[sysctl] != fulfilled.sysctls[sysctl]
                || pass.desired.sysctlDefaults[sysctl] != fulfilled.sysctlDefaults[sysctl]
        case .timeouts:
            return pass.desired.timeouts != fulfilled.timeouts
        }
    }
}

extension Desired {
    /// Whether the address is to be on its interface, with whatever prefix length.
    fileprivate func wants(_ address: InterfaceAddress) -> Bool {
        addresses?.contains { $0.place == address.place } ?? false
    }
}
