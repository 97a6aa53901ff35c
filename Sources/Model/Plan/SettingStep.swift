/// A change to a setting of IPVS or of the host.
public enum SettingStep: Sendable, Hashable {
    /// Set a file under `net.ipv4.vs`.
    case setSysctl(Sysctl, to: SysctlValue, from: SysctlValue)
    /// Switch a setting of the host on: forwarding, promotion of addresses, a kernel module.
    case enable(HostSetting)
    /// Set the IPVS timeouts.
    case setTimeouts(IPVSTimeouts, from: IPVSTimeouts)
}

extension SettingStep: DomainStep {
    /// The setting.
    public var subject: StepSubject {
        switch self {
        case .setSysctl(let sysctl, _, _): .sysctl(sysctl)
        case .enable(let setting): .setting(setting)
        case .setTimeouts: .timeouts
        }
    }

    /// A setting is always there.
    public var action: StepAction { .change }

    /// The worst that the step may do to clients.
    public var risk: Risk {
        switch self {
        case .setSysctl(let sysctl, let value, _): sysctl.risk(of: value)
        case .enable(.forwarding): .routes
        case .enable(.promotion), .enable(.module): .hitless
        case .setTimeouts(let timeouts, let old): timeouts.shortens(old) ? .mayReset : .hitless
        }
    }

    /// Promotion is switched on for the removal that follows it.
    public var phase: StepPhase {
        switch self {
        case .enable(.promotion): .disappearance
        case .setSysctl, .enable, .setTimeouts: .preparation
        }
    }

    /// A setting that could not be switched on is off.
    public var isRequired: Bool { true }

    /// Nothing.
    public var requires: [StepSubject] { [] }

    /// The value, by the setting's name.
    public var before: [String: StepValue]? {
        switch self {
        case .setSysctl(_, _, let old): ["value": .text("\(old)")]
        case .enable: ["value": .flag(false)]
        case .setTimeouts(_, let old): old.values
        }
    }

    /// The value, by the setting's name.
    public var after: [String: StepValue]? {
        switch self {
        case .setSysctl(_, let value, _): ["value": .text("\(value)")]
        case .enable: ["value": .flag(true)]
        case .setTimeouts(let timeouts, let old):
            old.values.merging(timeouts.values.filter { $1 != .number(0) }) { $1 }
        }
    }

    /// The subject and its changes.
    public var sentence: String {
        switch self {
        case .setSysctl(let sysctl, let value, let old):
            "sysctl \(sysctl.rawValue) \(old) -> \(value)"
        case .enable(.module(let name)): "load kernel module \(name)"
        case .enable(let setting): "sysctl \(setting) 0 -> 1"
        case .setTimeouts(let timeouts, let old):
            "timeouts " + timeouts.changes(from: old).joined(separator: ", ")
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .setSysctl(let sysctl, let value, _): "set sysctl \(sysctl.rawValue) to \(value)"
        case .enable(.module(let name)): "load kernel module \(name)"
        case .enable(let setting): "set sysctl \(setting) to 1"
        case .setTimeouts: "set the timeouts"
        }
    }
}

extension Sysctl {
    /// The three defences drop packets or connections on purpose; a node with a backup daemon
    /// refuses clients with `backup_only`; rules of a stateful firewall lose sight of connections.
    fileprivate func risk(of value: SysctlValue) -> Risk {
        switch self {
        case .dropEntry, .dropPacket, .secureTCP, .backupOnly: value == 0 ? .hitless : .mayReset
        case .connectionTracking: .mayReset
        default: .hitless
        }
    }
}

extension IPVSTimeouts {
    /// **Unit:** seconds.
    fileprivate var values: [String: StepValue] {
        ["tcp": .number(tcp), "tcpFin": .number(tcpFin), "udp": .number(udp)]
    }

    /// The differences; a 0 leaves the kernel's value, so it is no difference.
    fileprivate func changes(from old: IPVSTimeouts) -> [String] {
        [("tcp", tcp, old.tcp), ("tcp-fin", tcpFin, old.tcpFin), ("udp", udp, old.udp)]
            .filter { $0.1 != 0 && $0.1 != $0.2 }
            .map { "\($0.0) \($0.2) s -> \($0.1) s" }
    }

    /// Whether a connection that is idle now could be forgotten earlier than it would have been.
    fileprivate func shortens(_ old: IPVSTimeouts) -> Bool {
        (tcp != 0 && tcp < old.tcp) || (tcpFin != 0 && tcpFin < old.tcpFin)
            || (udp != 0 && udp < old.udp)
    }
}
