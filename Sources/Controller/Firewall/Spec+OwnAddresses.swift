import Addresses
import Model

extension Spec {
    /// Whether the document has an address as one of this host: it may listen there, or redirect.
    func mayListen(at address: IPAddress) -> Bool {
        let nodes = cluster?.nodes ?? []
        var own = Set(nodes.compactMap(\.address))
        for interface in nodes.flatMap({ $0.network?.interfaces ?? [] }) {
            own.formUnion(interface.addresses.map(\.address))
        }
        own.formUnion(virtualAddresses.map(\.address.address))
        own.formUnion(services.compactMap { $0.key.endpoint?.address })
        own.formUnion(proxies.flatMap(\.listen).map(\.address))
        own.formUnion(sslServices.flatMap(\.listen).map(\.address))
        own.formUnion(firewall?.marks.flatMap(\.addresses) ?? [])
        own.formUnion(firewall?.oneToOne.map(\.external) ?? [])
        own.formUnion(firewall?.forwards.map(\.listen.address) ?? [])
        return own.contains(address) || address.isMulticast || address.isLoopback
    }
}
