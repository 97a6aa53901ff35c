import Addresses
import Model

extension SyncDaemonStep: PlannedStep {
    func apply(to observed: inout Observed) {
        switch self {
        case .start(let daemon, _):
            if observed.syncDaemons[daemon.state] == nil {
                observed.syncDaemons[daemon.state] = daemon.running
            }
        case .restart(let daemon, _, _):
            observed.syncDaemons[daemon.state] = daemon.running
        case .stop(let daemon): observed.syncDaemons[daemon.state] = nil
        }
    }

    /// The kernel's answer.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_sync.c`, `start_sync_thread`, `stop_sync_thread`.
    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        if case .stop = self {
            return host.state.syncDaemons[daemon.state] == nil ? .redundant : .accepted
        }
        if host.state.hasMixedFamilies {
            return .refused("EINVAL", "a service has servers of the other address family")
        }
        guard host.state.interfaces.contains(daemon.settings.interface) else {
            return .refused("ENODEV", "no such interface")
        }
        guard case .start = self, host.state.syncDaemons[daemon.state] != nil else {
            return .accepted
        }
        return .redundant
    }

    func isOwn(in look: Look) -> Bool {
        look.desired.syncDaemons[daemon.state] != look.fulfilled.syncDaemons[daemon.state]
    }

    func enter(in ledger: inout Ledger, _ desired: Desired) {
        switch self {
        case .start(let daemon, let entry), .restart(let daemon, _, let entry):
            ledger.syncDaemons[daemon.state] = entry
        case .stop: break
        }
    }

    /// Restores the ledger entry of a daemon that already ran, or that the kernel refused.
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {
        if case .stop = self { return }
        ledger.syncDaemons[daemon.state] = earlier.syncDaemons[daemon.state]
    }
}

extension SyncDaemon {
    /// The daemon as the kernel lists it, with the default length if none is set.
    ///
    /// The default of a master is 1500 bytes less the headers of IP and UDP. That of a backup is
    /// the MTU of its interface, at least 1500, less them; only a length that is set is compared.
    /// Source: `start_sync_thread`.
    var running: SyncDaemon {
        var daemon = self
        let header = settings.group.family == .ipv4 ? 28 : 48
        daemon.settings.maximumLength = settings.maximumLength ?? 1_500 - header
        return daemon
    }
}

extension Observed {
    /// Whether a service has a server of the other address family.
    ///
    /// Such servers and sync daemons exclude each other. Source: `ip_vs_ctl.c`,
    /// `mixed_address_family_dests`.
    fileprivate var hasMixedFamilies: Bool {
        services.contains { key, service in
            service.destinations.keys.contains { $0.address.family != key.family }
        }
    }
}
