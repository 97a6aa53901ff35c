import Model

extension Validation {
    /// Reports sysctls that the kernel refuses although each number is in its range.
    ///
    /// Source: `ip_vs_ctl.c`, `proc_do_sync_threshold` and `proc_do_sync_ports`.
    mutating func checkSysctls() {
        if let numbers = spec.ipvs.sysctls[.syncThreshold]?.numbers, numbers.count == 2,
            numbers[1] != 0, numbers[0] >= numbers[1]
        {
            refuse(
                .syncThreshold,
                "the first number has to be below the second, and \(numbers[0]) is not"
                    + " below \(numbers[1])",
                hint: "the kernel's default is [3, 50]; with [\(numbers[0]), 0] it is done once")
        }
        if let ports = spec.ipvs.sysctls[.syncPorts]?.numbers.first, ports & (ports - 1) != 0 {
            refuse(
                .syncPorts, "the number has to be a power of two; this is \(ports)",
                hint: "write 1, 2, 4, 8, 16, 32 or 64")
        }
        guard (spec.ipvs.sysctls[.natICMPSend] ?? 0) != 0 else { return }
        // Source: `ip_vs_core.c`, `ip_vs_out_hook`.
        let service = spec.services.first { service in
            service.servers.contains { server in
                service.forwarding(of: server) == .masq
                    && service.checkType(of: server).map { $0.type != .off } ?? false
            }
        }
        guard let service else { return }
        warning(
            .sysctlHarm,
            at: DocumentPath([.key("ipvs"), .key("sysctls"), .key("nat_icmp_send")]),
            "with nat_icmp_send the kernel rejects what masq servers send outside of connections"
                + " through IPVS, the answers to checks of \(service.name) among it: they fail",
            hint: "remove nat_icmp_send")
    }

    private mutating func refuse(_ sysctl: Sysctl, _ reason: String, hint: String) {
        let path = DocumentPath([.key("ipvs"), .key("sysctls"), .key(sysctl.rawValue)])
        error(
            .sysctlRefused, at: path, "the kernel refuses this \(sysctl.rawValue): \(reason)",
            hint: hint)
    }
}
