import Controller
import Model

extension DocumentReading {
    /// Adds errors for the rules of the document that the iptables of this host refuses.
    ///
    /// A host without iptables, or without the privilege to ask it, refuses none.
    mutating func consultIPTables() {
        guard let spec, spec.firewall?.rules.isEmpty == false,
            // A host that can't be opened is reported by the commands that need it.
            let host = try? CommandHost.open()
        else { return }
        add(spec.refusedRules(at: host))
    }
}
