import Model

extension Step {
    /// Whether all that it does is to give a server another share of new connections, and not none.
    var changesShareOnly: Bool {
        guard case .ipvs(.editDestination(var new, let old, _)) = self, new.weight > 0,
            old.weight > 0
        else { return false }
        new.weight = old.weight
        return new == old
    }
}
