import Addresses
import Model

extension Desired {
    /// Returns the settings of the host that services with masq servers and
    /// address translation need.
    ///
    /// Replies of a masq server pass through this host, unless the server is a program on it; FTP
    /// packets contain addresses. A reply arrives at the interface with the subnet of its server;
    /// for a server behind a router the interface is unknown.
    ///
    /// - Parameters:
    ///   - addresses: the host's own addresses.
    ///   - keys: the services to consider; nil: all.
    public func neededSettings(
        at addresses: some Collection<InterfaceAddress>, among keys: Set<ServiceKey>? = nil
    ) -> Set<HostSetting> {
        let local = Set(addresses.lazy.map(\.prefix.address))
        let subnets = addresses.filter {
            $0.prefix.address.family == .ipv4 && (1..<32).contains($0.prefix.length)
        }
        var settings = Set((firewall?.forwarded ?? []).map { HostSetting.forwarding($0) })
        if let module = firewall?.fileTransferModule { settings.insert(.module(module)) }
        // By index: a copy of each service would cost more than the comparison.
        for index in keys.map({ $0.compactMap(services.index(forKey:)) }) ?? Array(services.indices)
        {
            var isRewritten = false
            for (_, server) in services.values[index].destinations
            where server.forwarding == .masq && !server.endpoint.address.isLoopback
                && !local.contains(server.endpoint.address)
            {
                isRewritten = true
                let near = subnets.lazy.filter { $0.prefix.contains(server.endpoint.address) }
                guard let longest = near.map(\.prefix.length).max() else { continue }
                for subnet in near where subnet.prefix.length == longest {
                    settings.insert(.interfaceForwarding(subnet.interface))
                }
            }
            guard isRewritten else { continue }
            let key = services.keys[index]
            settings.insert(.forwarding(key.family))
            if key.isFileTransfer { settings.insert(.module("ip_vs_ftp")) }
        }
        return settings
    }
}
