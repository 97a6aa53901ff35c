extension Step {
    /// The worst that the step may do to clients.
    public var risk: Risk {
        switch self {
        case .setSysctl(let sysctl, let value, _): sysctl.risk(of: value)
        case .enable(.forwarding): .routes
        case .enable(.promotion), .enable(.module): .hitless
        case .setTimeouts(let timeouts, let old):
            timeouts.shortens(old) ? .mayReset : .hitless
        case .addService, .addDestination: .hitless
        case .editService(let service, let old): service.risk(from: old)
        case .editDestination(let destination, let old, _):
            destination.weight == 0 && old.weight > 0 ? .drains : .hitless
        case .removeService, .drainDestination: .drains
        case .removeDestination(_, _, let cutting): cutting > 0 ? .mayReset : .hitless
        case .addAddress, .announceAddress, .removeAddress: .movesAddress
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
    /// Whether a connection that is idle now could be forgotten earlier than it would have been.
    fileprivate func shortens(_ old: IPVSTimeouts) -> Bool {
        (tcp != 0 && tcp < old.tcp) || (tcpFin != 0 && tcpFin < old.tcpFin)
            || (udp != 0 && udp < old.udp)
    }
}

extension VirtualService {
    /// Open connections stay in every case; clients that were to come back may get another server.
    fileprivate func risk(from old: VirtualService) -> Risk {
        var remaps = schedulerFlags != old.schedulerFlags
        if scheduler != old.scheduler { remaps = remaps || old.scheduler.isHash }
        if let before = old.persistence {
            remaps = remaps || persistence?.prefixLength != before.prefixLength
            remaps = remaps || persistence == nil || persistence?.engine != before.engine
        }
        return remaps ? .drains : .hitless
    }
}

extension Scheduler {
    /// Whether the client's or server's address alone decides.
    fileprivate var isHash: Bool {
        self == .sourceHash || self == .destinationHash || self == .maglevHash
    }
}
