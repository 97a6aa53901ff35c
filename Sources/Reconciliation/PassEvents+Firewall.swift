import Model

extension PassEvents {
    /// Returns an event for each new note on the variants of iptables.
    static func firewall(of pass: Pass, since former: Observed) -> [EventDraft] {
        guard pass.observed.scope.covers(.firewall), pass.needs(.firewall) else { return [] }
        let known = former.firewallSupport?.notes ?? []
        let notes = pass.observed.firewallSupport?.notes ?? []
        return notes.filter { !known.contains($0) }.map { EventDraft(.drift, $0) }
    }
}
