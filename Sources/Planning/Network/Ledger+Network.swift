import Model

extension Ledger {
    /// Removes the interfaces and addresses that are not on the host, and members of no bond.
    mutating func pruneNetwork(observed: Observed, desired: Desired) {
        guard let state = observed.network else { return }
        network.links = network.links.filter { state.links[$0] != nil }
        network.members = network.members.filter { state.links[$0.key] != nil }
        if let wanted = desired.network, !wanted.isRestored {
            network.former = network.former.of(Set(wanted.masters.keys))
        }
        network.addresses = network.addresses.filter {
            state.addresses[$0] != nil && state.addresses[$0] != .foreign
        }
    }
}
