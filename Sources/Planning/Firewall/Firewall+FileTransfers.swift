import Addresses
import Model

extension Firewall {
    /// Returns rules that let the kernel read the FTP connections of internal hosts.
    ///
    /// A port forward to port 21 has one without a key in the document: its clients reach no data
    /// connection otherwise. Services of IPVS have a helper of their own, `ip_vs_ftp`.
    ///
    /// Source: the kernel assigns helpers by rules only, since 4.7 by default and since 6.0 always
    /// (`net.netfilter.nf_conntrack_helper`); iptables-extensions(8), `CT`.
    func fileTransferRules(_ family: AddressFamily) -> [FirewallRule] {
        guard fileTransfers != false else { return [] }
        func read(
            _ source: Prefix?, _ destination: Prefix?, at interface: String? = nil,
            port: UInt16 = Self.fileTransferPort
        ) -> FirewallRule {
            var rule = FirewallRule(.fileTransferHelper)
            rule.source = source
            rule.destination = destination
            rule.inInterface = interface
            rule.transport = .tcp
            rule.destinationPorts = [port...port]
            return rule
        }
        var rules = forwards.filter {
            $0.listen.address.family == family && $0.transport == .tcp
                && $0.to.port == Self.fileTransferPort
        }
        .map { read(nil, Prefix(host: $0.listen.address), port: $0.listen.port) }
        guard fileTransfers == true else { return rules }
        for translation in oneToOne where translation.external.family == family {
            rules.append(
                read(nil, Prefix(host: translation.external), at: translation.interface))
            rules.append(read(Prefix(host: translation.internal), nil))
        }
        for masquerade in masquerade where masquerade.source.address.family == family {
            rules.append(read(FirewallRule.network(masquerade.source), nil))
        }
        return rules
    }

    /// The port of FTP servers.
    private static let fileTransferPort: UInt16 = 21
}

extension FirewallTarget {
    /// Lets the kernel read a connection as one of FTP.
    fileprivate static let fileTransferHelper = FirewallTarget.other(["CT", "--helper", "ftp"])
}
