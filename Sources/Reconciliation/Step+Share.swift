import Model

extension Step {
    /// Whether it only changes a weight above zero to another one.
    var changesShareOnly: Bool {
        guard case .ipvs(.editDestination(var new, let old, _)) = self, new.weight > 0,
            old.weight > 0
        else { return false }
        new.weight = old.weight
        return new == old
    }
}
