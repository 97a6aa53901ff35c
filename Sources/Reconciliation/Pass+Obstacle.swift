import Model
import Planning

extension Pass {
    /// The failure to read a domain that keeps the host from the state of the document; nil: none.
    ///
    /// A domain is not needed if the document does not use it and Ballast has nothing in it.
    var obstacle: HostFailure? {
        observed.failures.filter { needs($0.key) }.min { $0.key.rawValue < $1.key.rawValue }?.value
    }

    /// Whether the desired state uses a domain, or the ledger has objects in it.
    func needs(_ domain: Domain) -> Bool {
        switch domain {
        case .ipvs, .syncDaemon: desired.needsIPVS || ledger.needsIPVS
        case .address:
            desired.addresses?.isEmpty == false || !desired.elected.isEmpty
                || !desired.roleAddresses.isEmpty || !ledger.addresses.isEmpty
                // The addresses of the host decide which interfaces forward replies.
                || !desired.neededSettings(at: []).isEmpty
        // Rules that may not be there are no reason.
        case .firewall:
            desired.needsFirewall || !ledger.firewall.isEmpty || !ledger.firewallSets.isEmpty
        case .network: desired.network != nil
        case .setting, .proxy: true
        }
    }
}

extension Desired {
    /// Whether it has objects of IPVS.
    var needsIPVS: Bool { !services.isEmpty || !syncDaemons.isEmpty }
}

extension Ledger {
    /// Whether it has objects of IPVS.
    var needsIPVS: Bool { !services.isEmpty || !syncDaemons.isEmpty }
}
