import Model

/// Tables of the kernel that limit the number of connections.
extension HostDiagnosis {
    /// Adds the findings about tracked connections, for every role.
    public mutating func examineTracking() {
        guard let tracking = facts.tracking, tracking.limit > 0 else { return }
        let share = 100 * tracking.count / tracking.limit
        // Packets that were dropped before a larger limit do not show that it is too small.
        guard share >= 80 else { return }
        let path = "net/netfilter/nf_conntrack_max"
        let limit = tracking.limit &* 2
        let fill = "\(tracking.count) of \(tracking.limit) connections are tracked (\(share) %)"
        add(
            HostFinding(
                .trackingTable, "nf_conntrack", severity: share >= 95 ? .error : .warning,
                problem: tracking.drops == 0
                    ? fill : "\(fill), and \(tracking.drops) packets were dropped since boot",
                effect: "while the table is full the kernel drops the packets of new connections",
                commands: [ShellText.set(path, limit)],
                lasting: keep(path, limit) + [
                    "echo 'options nf_conntrack hashsize=\(max(limit / 4, 1))' "
                        + ">/etc/modprobe.d/90-ballast-conntrack.conf"
                ]))
    }

    /// Long chains of the hash table cost time for every packet.
    mutating func examineConnections() {
        guard let balancing = facts.balancing, balancing.size > 0,
            balancing.connections > 8 * balancing.size
        else { return }
        var bits = 8
        // Source: the kernel's Kconfig, IP_VS_TAB_BITS: 8 to 20, and 27 since Linux 6.3.
        while bits < 20, 1 << bits < balancing.connections { bits += 1 }
        guard 1 << bits > balancing.size else { return }
        add(
            HostFinding(
                .connectionTable, "ip_vs", severity: .warning,
                problem: "IPVS has \(balancing.connections) connections in \(balancing.size) "
                    + "hash buckets",
                effect: "each packet costs a long search",
                commands: [
                    "echo 'options ip_vs conn_tab_bits=\(bits)' "
                        + ">/etc/modprobe.d/90-ballast-ipvs.conf",
                    "# it applies when the module is loaded again, at the latest after a restart",
                ]))
    }
}
