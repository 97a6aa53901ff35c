import Addresses
import Model

extension SettingStep: PlannedStep {
    func apply(to observed: inout Observed) {
        switch self {
        case .setSysctl(let sysctl, let value, _):
            if observed.sysctls[sysctl] != nil { observed.sysctls[sysctl] = value }
        case .enable(let setting): observed.switchedOff.remove(setting)
        case .setTimeouts(let sent, _): observed.timeouts = observed.timeouts?.applying(sent)
        }
    }

    func isOwn(in look: Look) -> Bool {
        let (wanted, fulfilled) = (look.desired, look.fulfilled)
        switch self {
        case .enable(.promotion):
            // A removal needs it.
            return true
        case .enable(let setting):
            return !fulfilled.neededSettings(at: look.observed.addresses.keys).contains(setting)
        // Without a service the settings of IPVS are left alone, except those of sync daemons.
        case .setSysctl(let sysctl, _, _)
        where fulfilled.services.isEmpty
            && (!sysctl.isOfSynchronisation || fulfilled.connectionSync == nil):
            return true
        case .setTimeouts where fulfilled.services.isEmpty: return true
        case .setSysctl(let sysctl, _, _):
            return wanted.requiredSysctls(at: look.observed)[sysctl]
                != fulfilled.requiredSysctls(at: look.observed)[sysctl]
                || wanted.defaultSysctls(at: look.observed)[sysctl]
                    != fulfilled.defaultSysctls(at: look.observed)[sysctl]
        case .setTimeouts:
            return wanted.timeouts != fulfilled.timeouts
        }
    }

    /// Records the old value for daemons that have started after the kernel refused the new one.
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {
        guard case .setSysctl(let sysctl, _, let old) = self else { return }
        ledger.correct(sysctl, to: old, besides: earlier)
    }

    func reasonToWithhold(_ guardian: AddressGuard) -> String? {
        guard case .enable(.promotion) = self else { return nil }
        return guardian.obstacle
    }
}
