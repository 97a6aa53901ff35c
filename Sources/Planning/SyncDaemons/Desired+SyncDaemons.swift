import Addresses
import Model

extension Desired {
    /// The daemons of the document, as far as the document alone decides.
    mutating func deriveSyncDaemons(from spec: Spec, _ signals: Signals) {
        connectionSync = spec.cluster?.connectionSync
        guard let sync = connectionSync else { return }
        syncDaemons = sync.daemons(carriesAddresses: signals.carriesAddresses)
        guard sync.role == .automatic else { return }
        let moved = spec.virtualAddresses.filter { $0.isExternal || !signals.managesAddresses }
        roleAddresses = Set(moved.map(\.address.address))
    }

    /// Where another program moves the addresses, the node that has one of them is the master.
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
