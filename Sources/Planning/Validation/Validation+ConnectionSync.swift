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
        let ports = spec.ipvs.sysctls[.syncPorts]?.numbers.first ?? 1
        if Int(sync.port) + ports - 1 > UInt16.max {
            error(
                .outOfRange, at: path.key("port"),
                "\(ports) ports from \(sync.port) on end beyond 65535",
                hint: "write at most \(Int(UInt16.max) + 1 - ports), or fewer sync_ports")
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
        guard (spec.ipvs.sysctls[.backupOnly] ?? 0) != 0 else { return }
        let place = DocumentPath([.key("ipvs"), .key("sysctls"), .key("backup_only")])
        if sync.role == .both {
            warning(
                .sysctlHarm, at: place,
                "with backup_only a node that runs both sync daemons would refuse all clients, so"
                    + " it is set to 0",
                hint: "remove backup_only, or write `state: automatic`")
        } else if sync.role == .automatic, spec.cluster?.failover != nil {
            warning(
                .sysctlHarm, at: place,
                "with backup_only a node that takes the addresses over refuses clients until the"
                    + " controller has stopped the backup daemon",
                hint: "remove backup_only: it is for balancers that are real servers too")
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
