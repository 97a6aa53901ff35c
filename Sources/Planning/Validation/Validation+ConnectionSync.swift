import Addresses
import Model

extension Validation {
    /// `cluster.connectionSync`.
    mutating func checkConnectionSync() {
        guard let sync = spec.cluster?.connectionSync else { return }
        let path = DocumentPath([.key("cluster"), .key("connectionSync")])
        if let group = sync.group, !group.isMulticast {
            error(
                .outOfRange, at: path.key("group"), "\(group) is no multicast address",
                hint: "use one that your network routes nowhere else: 224.0.0.81 or ff02::81")
        }
        for (index, service) in spec.services.enumerated() {
            guard
                let position = service.servers.firstIndex(where: {
                    $0.address.family != service.key.family
                })
            else { continue }
            error(
                .mixedFamilies,
                at: DocumentPath([
                    .key("services"), .index(index), .key("servers"), .index(position),
                    .key("address"),
                ]),
                "IPVS does not synchronise connections while a service has servers of the other"
                    + " address family",
                hint: "give \(service.name) servers of its own family, or remove"
                    + " cluster.connectionSync")
            return
        }
    }
}
