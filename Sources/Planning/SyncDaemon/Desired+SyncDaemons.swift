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
        roleAddresses = Set(moved.map(\.address.address) + elected.map(\.prefix.address))
    }

    /// Makes the node the master that carries an address moved by another program or by the
    /// election.
    ///
    /// A node that carries some of the elected addresses is master and backup: the other nodes
    /// have the groups with the rest.
    mutating func followRole(at observed: Observed) {
        guard let connectionSync, !roleAddresses.isEmpty, observed.scope.covers(.address) else {
            return
        }
        let here = roleAddresses.intersection(observed.addresses.keys.lazy.map(\.prefix.address))
        let isShared = elected.contains { !here.contains($0.prefix.address) }
        syncDaemons = connectionSync.daemons(
            carriesAddresses: !here.isEmpty, isShared: !here.isEmpty && isShared)
    }
}
