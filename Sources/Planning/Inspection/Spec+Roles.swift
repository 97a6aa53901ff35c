import Addresses
import Model

extension Spec {
    /// Returns the roles of a host with these addresses; empty: the document does not have it.
    ///
    /// A document without nodes makes each host a balancer that is none of its real servers.
    public func roles(
        at addresses: Set<IPAddress>, named name: String?, hostName: String
    ) -> Set<HostRole> {
        var roles: Set<HostRole> = []
        let isServer = services.contains { service in
            service.servers.contains { addresses.contains($0.address) }
        }
        if isServer { roles.insert(.realServer) }
        let nodes = cluster?.nodes ?? []
        let isNode =
            node(named: name, hostName: hostName) != nil
            || name == nil && nodes.contains { $0.address.map(addresses.contains) == true }
        if isNode || nodes.isEmpty && !isServer { roles.insert(.balancer) }
        return roles
    }
}
