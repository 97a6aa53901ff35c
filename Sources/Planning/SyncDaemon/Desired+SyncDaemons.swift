import Addresses
import Model

extension Desired {
    /// Derives the daemons from the document and the role.
    mutating func deriveSyncDaemons(from spec: Spec, _ signals: Signals) {
        connectionSync = spec.cluster?.connectionSync
        guard let sync = connectionSync else { return }
        syncDaemons = sync.daemons(carriesAddresses: signals.carriesAddresses)
        guard sync.role == .automatic else { return }
        let moved = spec.virtualAddresses.filter { $0.isExternal || !signals.managesAddresses }
        roleAddresses = Set(moved.map(\.address.address))
    }

    /// Makes the node the master that carries an address moved by another program.
    mutating func followRole(at observed: Observed) {
        guard let connectionSync, !roleAddresses.isEmpty, observed.scope.covers(.address) else {
            return
        }
        let isHere = observed.addresses.keys.contains {
            roleAddresses.contains($0.prefix.address)
        }
        syncDaemons = connectionSync.daemons(carriesAddresses: isHere)
    }
}
