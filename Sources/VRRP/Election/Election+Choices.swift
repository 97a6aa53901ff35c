/// The role of a node that the operator chose.
///
/// The chosen node carries the choice in its reports, so that every node respects it, also one that
/// has started since.
extension Election {
    /// Whether an active node has the role by a choice that still counts for this node.
    func isChosen(_ rival: Rival) -> Bool {
        guard case .node(let node) = rival, let report = peers[node]?.report else { return false }
        return report.isChosen && !reclaimed.contains(Choice(report))
    }

    /// Notes whether an offer that this node has taken is a choice, which knew its deductions.
    mutating func noteChoice(_ offer: Report) {
        guard role == .active, offer.isChosen else { return }
        isChosen = true
        toleratedPenalty = penalty
    }

    /// Ends the choices of this moment for this node: it may take the role back.
    mutating func reclaim() {
        favoured = nil
        reclaimed = Set(peers.values.map(\.report).filter(\.isChosen).map(Choice.init))
    }
}
