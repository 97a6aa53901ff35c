import Addresses
import Model

extension Desired {
    /// Derives the daemons from the document.
    ///
    /// A node whose addresses move has both daemons, whether it carries them or not: the messages
    /// of the former master arrive up to three seconds after a takeover, and a takeover needs no
    /// step. `docs/decisions/0039-connection-sync-and-role.md` has the reasons.
    mutating func deriveSyncDaemons(from spec: Spec, _ signals: Signals) {
        syncDaemons = [:]
        roleAddresses = []
        connectionSync = spec.cluster?.connectionSync
        guard let sync = connectionSync else { return }
        let moved = spec.virtualAddresses.filter { $0.isExternal || !signals.managesAddresses }
        let places = Set(moved.map(\.address.address) + elected.map(\.prefix.address))
        let isElected = spec.cluster?.failover != nil
        guard isElected || !places.isEmpty else {
            let carries = signals.carriesAddresses
            syncDaemons = sync.daemons(automatic: [carries ? .master : .backup])
            return
        }
        guard sync.role == .automatic, spec.hasBackupOnly else {
            syncDaemons = sync.daemons(automatic: [.master, .backup])
            return
        }
        // Where no address is known to be here, the node receives.
        syncDaemons = sync.daemons(automatic: [.backup])
        roleAddresses = places
    }

    /// Makes a node with `backup_only` the master while it carries an address that another program
    /// or the election moves: beside the backup daemon it would refuse all clients.
    mutating func followRole(at observed: Observed) {
        guard let connectionSync, !roleAddresses.isEmpty, observed.scope.covers(.address) else {
            return
        }
        let here = observed.addresses.keys.contains { roleAddresses.contains($0.prefix.address) }
        syncDaemons = connectionSync.daemons(automatic: [here ? .master : .backup])
    }

    /// The required sysctls on a host.
    ///
    /// With `backup_only` a node that runs both daemons would refuse all clients: it gets 0, even
    /// if the document does not name the sysctl.
    func requiredSysctls(at observed: Observed) -> [Sysctl: SysctlValue] {
        guard syncDaemons.count == 2, observed.sysctls[.backupOnly] != nil else { return sysctls }
        var values = sysctls
        values[.backupOnly] = 0
        return values
    }
}

extension Spec {
    /// Whether a node that runs the backup daemon refuses clients.
    fileprivate var hasBackupOnly: Bool { (ipvs.sysctls[.backupOnly] ?? 0) != 0 }
}
