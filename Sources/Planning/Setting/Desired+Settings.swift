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
        // The longest first: they decide.
        let subnets = addresses.filter {
            $0.prefix.address.family == .ipv4 && (1..<32).contains($0.prefix.length)
        }.sorted { $0.prefix.length > $1.prefix.length }
        var isNear = Array(repeating: false, count: subnets.count)
        var settings = Set((firewall?.forwarded ?? []).map { HostSetting.forwarding($0) })
        if let module = firewall?.fileTransferModule { settings.insert(.module(module)) }
        services.read(keys) { key, service in
            var isRewritten = false
            for (_, server) in service.destinations where server.forwarding == .masq {
                let address = server.endpoint.address
                guard !address.isLoopback, !local.contains(address) else { continue }
                isRewritten = true
                var length: UInt8 = 0
                for (place, subnet) in subnets.enumerated() {
                    guard subnet.prefix.length >= length else { break }
                    guard subnet.prefix.contains(address) else { continue }
                    length = subnet.prefix.length
                    isNear[place] = true
                }
            }
            guard isRewritten else { return }
            settings.insert(.forwarding(key.family))
            if key.isFileTransfer { settings.insert(.module("ip_vs_ftp")) }
        }
        for (place, subnet) in subnets.enumerated() where isNear[place] {
            settings.insert(.interfaceForwarding(subnet.interface))
        }
        return settings
    }
}
