import Model

extension Ledger {
    /// Removes the interfaces and addresses that are not on the host, and members of no bond.
    mutating func pruneNetwork(observed: Observed, desired: Desired) {
        guard let state = observed.network else { return }
        network.links = network.links.filter { state.links[$0] != nil }
        network.members = network.members.filter { state.links[$0.key] != nil }
        if let wanted = desired.network {
            let kept = Set(
                wanted.interfaces.filter { $0.reversePathFilter != nil }.map(\.name))
            // Another program's value is not put back, and one that is back needs no entry.
            network.filters = network.filters.filter { name, entry in
                guard !kept.contains(name) else { return true }
                return entry.former != entry.current
                    && state.links[name]?.reversePathFilter == entry.current
            }
        }
        if let wanted = desired.network, !wanted.isRestored {
            network.former = network.former.of(Set(wanted.masters.keys))
        }
        network.addresses = network.addresses.filter {
            state.addresses[$0] != nil && state.addresses[$0] != .foreign
        }
    }
}
