/// A change to a setting of IPVS or of the host.
public enum SettingStep: Sendable, Hashable {
    /// Write a file under `net.ipv4.vs`.
    case setSysctl(Sysctl, to: SysctlValue, from: SysctlValue)
    /// Enable a setting of the host: forwarding, promotion of addresses, a kernel module.
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

    /// A setting always exists.
    public var action: StepAction { .change }

    /// The worst effect of the step on clients.
    public var risk: Risk {
        switch self {
        case .setSysctl(let sysctl, let value, _): sysctl.risk(of: value)
        case .enable(.forwarding), .enable(.interfaceForwarding): .routes
        case .enable(.promotion), .enable(.module): .hitless
        case .setTimeouts(let timeouts, let old): timeouts.shortens(old) ? .mayReset : .hitless
        }
    }

    /// Promotion is enabled for the removal that follows it.
    public var phase: StepPhase {
        switch self {
        case .enable(.promotion): .disappearance
        case .setSysctl, .enable, .setTimeouts: .preparation
        }
    }

    /// A setting that could not be enabled is off.
    public var isRequired: Bool { true }

    /// A setting depends on no other object.
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
    /// The risk of a new value.
    ///
    /// The three defences drop packets or connections deliberately; a node with a backup daemon
    /// rejects clients with `backup_only`; stateful firewall rules lose track of connections.
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

    /// The differences; 0 keeps the kernel's value, so it is no difference.
    fileprivate func changes(from old: IPVSTimeouts) -> [String] {
        [("tcp", tcp, old.tcp), ("tcp-fin", tcpFin, old.tcpFin), ("udp", udp, old.udp)]
            .filter { $0.1 != 0 && $0.1 != $0.2 }
            .map { "\($0.0) \($0.2) s -> \($0.1) s" }
    }

    /// Whether a currently idle connection could expire earlier than before.
    fileprivate func shortens(_ old: IPVSTimeouts) -> Bool {
        (tcp != 0 && tcp < old.tcp) || (tcpFin != 0 && tcpFin < old.tcpFin)
            || (udp != 0 && udp < old.udp)
    }
}
