import Model

extension Planner {
    /// Sysctls and timeouts.
    ///
    /// Without a service in the document or the ledger IPVS is not ours to set up.
    mutating func planSettings() {
        guard observed.scope == .everything else { return }
        noteAssumptions()
        guard !desired.services.isEmpty || !observed.ledger.services.isEmpty else { return }
        for (sysctl, value) in desired.sysctls.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let found = observed.sysctls[sysctl] {
                guard !sysctl.treats(found, as: value) else { continue }
                phases.settings.append(.setSysctl(sysctl, to: value, from: found))
            } else if value != sysctl.balancerDefault {
                notes.append(
                    "this kernel has no sysctl \(sysctl.rawValue): it can't be set to \(value)")
            }
        }
        if let timeouts = desired.timeouts, let found = observed.timeouts,
            found.applying(timeouts) != found
        {
            phases.settings.append(.setTimeouts(timeouts, from: found))
        }
    }

    private mutating func noteAssumptions() {
        if desired.assumedUp > 0 {
            let count = desired.assumedUp
            let counts = count == 1 ? "1 server counts" : "\(count) servers count"
            notes.append("no running controller was found: \(counts) as up")
        }
        if desired.assumedIdle > 0 {
            let count = desired.assumedIdle
            let counts = count == 1 ? "1 server counts" : "\(count) servers count"
            notes.append("no controller asks the agents: \(counts) as idle")
        }
        guard desired.withoutPage > 0 else { return }
        let count = desired.withoutPage
        let services = count == 1 ? "1 service has" : "\(count) services have"
        notes.append("no controller serves the holding page: \(services) no fallback")
    }
}

extension Sysctl {
    /// Whether the kernel's value needs no change.
    ///
    /// The three defences have an automatic mode that the kernel itself switches between 1 (off,
    /// enough memory) and 2 (on). Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `update_defense_level`.
    fileprivate func treats(_ found: SysctlValue, as wanted: SysctlValue) -> Bool {
        if found == wanted { return true }
        switch self {
        case .dropEntry, .dropPacket, .secureTCP:
            return [found, wanted].allSatisfy { $0 == 1 || $0 == 2 }
        default:
            return false
        }
    }
}

extension IPVSTimeouts {
    /// These values after others were sent to the kernel, which leaves a value where 0 is sent.
    func applying(_ sent: IPVSTimeouts) -> IPVSTimeouts {
        IPVSTimeouts(
            tcp: sent.tcp == 0 ? tcp : sent.tcp,
            tcpFin: sent.tcpFin == 0 ? tcpFin : sent.tcpFin,
            udp: sent.udp == 0 ? udp : sent.udp)
    }
}
