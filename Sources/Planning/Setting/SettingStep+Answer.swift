import Model

extension SettingStep {
    /// The kernel's answer.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`.
    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        switch self {
        case .setSysctl(let sysctl, let value, _): host.answer(on: value, for: sysctl)
        case .enable: .accepted
        case .setTimeouts(let timeouts, _): host.answer(on: timeouts)
        }
    }
}

extension SimulatedHost {
    fileprivate func answer(on value: SysctlValue, for sysctl: Sysctl) -> Answer {
        guard state.sysctls[sysctl] != nil else { return .refused("ENOENT", "no such sysctl") }
        let fits = value.numbers.allSatisfy(sysctl.range.contains)
        return fits && value.numbers.count == sysctl.count
            ? .accepted : .refused("EINVAL", "the value is out of range")
    }

    fileprivate func answer(on timeouts: IPVSTimeouts) -> Answer {
        [timeouts.tcp, timeouts.tcpFin, timeouts.udp].allSatisfy((0...2_678_400).contains)
            ? .accepted : .refused("EINVAL", "a timeout is out of range")
    }
}
