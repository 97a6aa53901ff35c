import Addresses
import Model

/// Rules that let the kernel read FTP connections, to admit and to translate their data
/// connections.
///
/// Source: the kernel assigns helpers by rules only, since 4.7 by default and since 6.0 always
/// (`net.netfilter.nf_conntrack_helper`); iptables-extensions(8), `CT`.
extension Spec {
    /// Returns the rules of a family.
    ///
    /// Two kinds of connections have a rule without a key in the document, because their clients
    /// reach no data connection otherwise: a port forward to port 21, and a masq service behind a
    /// lock-down. For the latter `ip_vs_ftp` only announces data connections to connection tracking
    /// if the control connection has a helper. Source: `net/netfilter/nf_conntrack_expect.c`,
    /// `__nf_ct_expect_check`.
    func fileTransferRules(_ family: AddressFamily) -> [FirewallRule] {
        guard let firewall else { return [] }
        var rules: [FirewallRule] = []
        if firewall.lockdown != nil {
            rules = services.filter { $0.key.family == family && $0.rewritesFileTransfers }
                .compactMap(\.key.endpoint).map { endpoint in
                    .fileTransfers(
                        to: endpoint.address.isUnspecified ? nil : Prefix(host: endpoint.address),
                        port: endpoint.port)
                }
        }
        return rules + firewall.fileTransferRules(family)
    }
}

extension Firewall {
    /// Returns the rules for connections of internal hosts.
    fileprivate func fileTransferRules(_ family: AddressFamily) -> [FirewallRule] {
        guard fileTransfers != false else { return [] }
        var rules = forwards.filter {
            $0.listen.address.family == family && $0.transport == .tcp
                && $0.to.port == FirewallRule.fileTransferPort
        }
        .map {
            FirewallRule.fileTransfers(to: Prefix(host: $0.listen.address), port: $0.listen.port)
        }
        guard fileTransfers == true else { return rules }
        for translation in oneToOne where translation.external.family == family {
            var inward = FirewallRule.fileTransfers(to: Prefix(host: translation.external))
            inward.inInterface = translation.interface
            rules += [inward, .fileTransfers(from: Prefix(host: translation.internal))]
        }
        for masquerade in masquerade where masquerade.source.address.family == family {
            rules.append(.fileTransfers(from: FirewallRule.network(masquerade.source)))
        }
        return rules
    }
}

extension Service {
    /// Whether IPVS rewrites the addresses in FTP connections of this service.
    fileprivate var rewritesFileTransfers: Bool {
        key.isFileTransfer && servers.contains { forwarding(of: $0) == .masq }
    }
}

extension FirewallRule {
    /// The port of FTP servers.
    fileprivate static let fileTransferPort: UInt16 = 21

    /// Returns the rule that lets the kernel read FTP connections.
    fileprivate static func fileTransfers(
        from source: Prefix? = nil, to destination: Prefix? = nil, port: UInt16 = fileTransferPort
    ) -> FirewallRule {
        var rule = FirewallRule(.fileTransferHelper)
        rule.source = source
        rule.destination = destination
        rule.transport = .tcp
        rule.destinationPorts = [port...port]
        return rule
    }
}
