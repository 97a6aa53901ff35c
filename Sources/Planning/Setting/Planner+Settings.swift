import Addresses
import Model

extension Planner {
    /// Plans sysctls and timeouts.
    ///
    /// Without a service in the document or the ledger, the settings of IPVS are left alone, except
    /// those of sync daemons in the document.
    mutating func planSettings() {
        guard observed.scope.covers(.setting), observed.scope.covers(.ipvs) else { return }
        noteAssumptions()
        let hasServices = !desired.services.isEmpty || !observed.ledger.services.isEmpty
        guard hasServices || desired.connectionSync != nil else { return }
        let required = desired.requiredSysctls(at: observed)
        for sysctl in required.keys.sorted(by: { $0.rawValue < $1.rawValue })
        where hasServices || sysctl.isOfSynchronisation {
            guard let value = required[sysctl] else { continue }
            if observed.sysctls[sysctl] == nil {
                notes.append(
                    "this kernel has no sysctl \(sysctl.rawValue): it can't be set to \(value)")
            }
            set(sysctl, to: value)
        }
        planDefaults(hasServices)
        noteTracking()
        if hasServices, let timeouts = desired.timeouts, let found = observed.timeouts,
            found.applying(timeouts) != found
        {
            phases.add(.setting(.setTimeouts(timeouts, from: found)))
        }
        guard !phases[.preparation].isEmpty, strangers > 0 else { return }
        foreignTouched += strangers
        let others = strangers == 1 ? "1 service" : "\(strangers) services"
        notes.append(
            "\(others) of other programs will have these settings too: the table has one set")
    }

    /// Plans default sysctls, unless the IPVS table has services of other programs.
    private mutating func planDefaults(_ hasServices: Bool) {
        var left: [String] = []
        let defaults = desired.defaultSysctls(at: observed)
        for sysctl in defaults.keys.sorted(by: { $0.rawValue < $1.rawValue })
        where hasServices || sysctl.isOfSynchronisation {
            guard let value = defaults[sysctl], let found = observed.sysctls[sysctl],
                !sysctl.treats(found, as: value)
            else { continue }
            if strangers == 0 {
                set(sysctl, to: value)
            } else {
                left.append("\(sysctl.rawValue) \(found)")
                waiting.insert(.sysctl(sysctl))
            }
        }
        guard !left.isEmpty else { return }
        notes.append(
            "services of other programs share the settings of IPVS, so these stay as they are:"
                + " \(left.joined(separator: ", ")); name one under ipvs.sysctls to set it")
    }

    private mutating func set(_ sysctl: Sysctl, to value: SysctlValue) {
        guard let found = observed.sysctls[sysctl], !sysctl.treats(found, as: value) else { return }
        phases.add(.setting(.setSysctl(sysctl, to: value, from: found)))
    }

    /// Plans the host settings without which replies of masq servers, and translated packets,
    /// are lost.
    mutating func planHostSettings() {
        guard observed.scope.covers(.setting), observed.scope.covers(.address) else { return }
        for setting in desired.neededSettings(at: observed.addresses.keys).sorted()
        where observed.switchedOff.contains(setting) {
            phases.add(.setting(.enable(setting)))
        }
        if phases[.preparation].contains(.setting(.enable(.forwarding(.ipv4)))) {
            notes.append(
                "net.ipv4.ip_forward sets forwarding on every interface, and turns"
                    + " net.ipv4.conf.all.accept_redirects off")
        }
        let ipv6 = Step.setting(.enable(.forwarding(.ipv6)))
        guard phases[.preparation].contains(ipv6) else { return }
        notes.append(
            "with IPv6 forwarding an interface ignores router advertisements unless its accept_ra"
                + " is 2: a default route learned from one is lost")
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
    /// Whether the kernel's value is already the desired one.
    ///
    /// The three defences have an automatic mode, in which the kernel switches between 1 (off,
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
    /// Returns these values after a command with others; the kernel ignores a value of 0.
    func applying(_ sent: IPVSTimeouts) -> IPVSTimeouts {
        IPVSTimeouts(
            tcp: sent.tcp == 0 ? tcp : sent.tcp,
            tcpFin: sent.tcpFin == 0 ? tcpFin : sent.tcpFin,
            udp: sent.udp == 0 ? udp : sent.udp)
    }
}
