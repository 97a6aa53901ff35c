import Addresses
import Model

extension AddressStep: PlannedStep {
    func apply(to observed: inout Observed) {
        switch self {
        case .add(let address):
            if observed.interfaces.contains(address.interface), observed.addresses[address] == nil {
                observed.addresses[address] = observed.keepsOrigins ? .ours : .unknown
            }
        case .announce: break
        case .remove(let address): observed.addresses[address] = nil
        }
    }

    func isOwn(in look: Look) -> Bool {
        // An announcement alone corrects no difference.
        if case .announce = self, !look.plan.steps.contains(.address(.add(address))) { return true }
        // A step of the network ends it, and this one adds it again.
        if case .add = self, look.plan.remakes { return true }
        return look.desired.wants(address) != look.fulfilled.wants(address)
    }

    func enter(in ledger: inout Ledger, _ desired: Desired) {
        if case .add = self { ledger.addresses.insert(address) }
    }

    /// Removes the ledger entry of an address that was on the host already, or that the kernel
    /// refused.
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {
        guard case .add = self, !earlier.addresses.contains(address) else { return }
        ledger.addresses.remove(address)
    }

    func reasonToWithhold(_ guardian: AddressGuard) -> String? {
        guard case .remove = self else { return nil }
        return guardian.reasonToKeep(address)
    }
}

extension Observed {
    /// Whether this kernel stores origins of addresses.
    fileprivate var keepsOrigins: Bool { !addresses.values.contains(.unknown) }
}

extension Plan {
    /// Whether an interface is made again, and those above it.
    fileprivate var remakes: Bool {
        steps.contains { step in
            guard case .network(let step) = step, case .remake = step.change else { return false }
            return true
        }
    }
}

extension Desired {
    /// Whether the address should be on its interface, with any prefix length.
    fileprivate func wants(_ address: InterfaceAddress) -> Bool {
        addresses?.contains { $0.place == address.place } ?? false
    }
}
