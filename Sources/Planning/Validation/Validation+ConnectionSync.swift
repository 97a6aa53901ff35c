import Addresses
import Model

extension Validation {
    /// Checks `cluster.connectionSync`.
    mutating func checkConnectionSync() {
        guard let sync = spec.cluster?.connectionSync else { return }
        let path = DocumentPath([.key("cluster"), .key("connectionSync")])
        if let group = sync.group, !group.isMulticast {
            error(
                .outOfRange, at: path.key("group"), "\(group) is no multicast address",
                hint: "use one that your network routes nowhere else: 224.0.0.81 or ff02::81")
        }
        for (index, service) in spec.services.enumerated() {
            let place = DocumentPath([.key("services"), .index(index)])
            let family = service.key.family
            if let position = service.servers.firstIndex(where: { $0.address.family != family }) {
                reportMixture(
                    of: service, at: place.key("servers").index(position).key("address"))
            } else if case .server(let address, _, _)? = service.fallback,
                address.family != family
            {
                reportMixture(of: service, at: place.key("fallback"))
            }
        }
        if sync.role == .both, (spec.ipvs.sysctls[.backupOnly] ?? 0) != 0 {
            warning(
                .sysctlHarm,
                at: DocumentPath([.key("ipvs"), .key("sysctls"), .key("backup_only")]),
                "with backup_only a node whose backup daemon runs balances nothing, and with"
                    + " `state: both` it always runs",
                hint: "remove backup_only, or write `state: automatic`")
        }
    }

    private mutating func reportMixture(of service: Service, at path: DocumentPath) {
        error(
            .mixedFamilies, at: path,
            "IPVS does not synchronise connections while a service has servers of the other"
                + " address family",
            hint: "give \(service.name) servers of its own family, or remove"
                + " cluster.connectionSync")
    }
}
