import Addresses
import Model

/// Limits of connections from one source, as rules.
extension Spec {
    /// Whether the document has firewall rules.
    public var usesFirewall: Bool { firewall != nil || hasLimits }

    private var hasLimits: Bool {
        services.contains { $0.limits != nil } || proxies.contains { $0.limits != nil }
            || sslServices.contains { $0.limits != nil }
    }

    /// Returns the rules that drop or reject what exceeds a limit.
    ///
    /// The node's own connections have no limit.
    func limitRules(_ family: AddressFamily) -> [FirewallRule] {
        guard hasLimits else { return [] }
        var rules: [FirewallRule] = []
        for service in services {
            guard let limits = service.limits, service.key.family == family else { continue }
            rules += limits.rules(of: service.key, named: "service \(service.name)")
        }
        let listeners =
            proxies.map { ("proxy \($0.name)", $0.listen, $0.limits) }
            + sslServices.map { ("SSL service \($0.name)", $0.listen, $0.limits) }
        for (name, listen, limits) in listeners {
            guard let limits else { continue }
            for endpoint in listen where endpoint.address.family == family {
                rules += limits.rules(of: .listen(.tcp, endpoint), named: name)
            }
        }
        return rules
    }
}

extension SourceLimits {
    /// Returns the rules for the packets of a service.
    fileprivate func rules(of key: ServiceKey, named name: String) -> [FirewallRule] {
        let family = key.family
        var match = FirewallRule.admission(of: key)
        match.target = .none
        match.inInterface = "lo"
        match.negated = [.inInterface]
        // A mark is on packets of any protocol; only TCP shows where a connection begins.
        if case .mark = key { match.transport = .tcp }
        let isTCP = match.transport == .tcp
        let begin = isTCP ? ["-m", "tcp", "--tcp-flags", "FIN,SYN,RST,ACK", "SYN"] : []
        let prefix = family == .ipv4 ? ipv4Prefix : ipv6Prefix
        let action: [String] =
            switch excess {
            case .drop: ["-j", "DROP"]
            case .reject where isTCP: ["-j", "REJECT", "--reject-with", "tcp-reset"]
            case .reject: ["-j", "REJECT"]
            }
        func rule(_ words: [String]) -> FirewallRule {
            FirewallRule(
                written: match.words + begin + words + action, .limit, named: "limit of \(name)",
                in: .input)
        }
        var rules: [FirewallRule] = []
        if let concurrent {
            rules.append(
                rule([
                    "-m", "connlimit", "--connlimit-above", "\(concurrent)", "--connlimit-mask",
                    "\(prefix)", "--connlimit-saddr",
                ]))
        }
        if let connections {
            let words = [
                "-m", "hashlimit", "--hashlimit-above", rate(of: connections),
                "--hashlimit-burst", "\(connections)", "--hashlimit-mode", "srcip",
                "--hashlimit-srcmask", "\(prefix)",
            ]
            // The kernel keeps the settings of a name while a rule uses it: another limit needs
            // another name.
            let id = FirewallRule.hash(of: ["\(key)"] + words).prefix(12)
            rules.append(rule(words + ["--hashlimit-name", "b-\(id)"]))
        }
        return rules
    }

    /// Returns the rate of a number of connections per period: "5/sec", with the shortest unit
    /// that has a whole number.
    func rate(of connections: Int) -> String {
        let seconds = max(1, Int(period.components.seconds))
        let units = [("sec", 1), ("min", 60), ("hour", 3_600), ("day", 86_400)]
        for (name, length) in units where connections * length % seconds == 0 {
            return "\(connections * length / seconds)/\(name)"
        }
        return "\((connections * 86_400 + seconds - 1) / seconds)/day"
    }
}
