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
            let forwarding = HostSetting.forwarding(key.family)
            let module = HostSetting.module("ip_vs_ftp")
            var isNews =
                !settings.contains(forwarding) || key.isFileTransfer && !settings.contains(module)
            // Most services need the same settings as others.
            guard isNews || isNear.contains(false) else { return }
            for (_, server) in service.destinations where server.forwarding == .masq {
                let address = server.endpoint.address
                var places = subnets.places(of: address)
                guard isNews || places.contains(where: { !isNear[$0] }), !address.isLoopback,
                    !local.contains(address)
                else { continue }
                while let place = places.next() { isNear[place] = true }
                settings.insert(forwarding)
                if key.isFileTransfer { settings.insert(module) }
                isNews = false
            }
        }
        for (place, subnet) in subnets.enumerated() where isNear[place] {
            settings.insert(.interfaceForwarding(subnet.interface))
        }
        return settings
    }
}

extension [InterfaceAddress] {
    /// Returns the places of the longest networks with an address; the list has the longest first.
    fileprivate func places(of address: IPAddress) -> LongestNetworks {
        LongestNetworks(address: address, list: self)
    }
}

/// The places of the longest networks with an address.
private struct LongestNetworks: Sequence, IteratorProtocol {
    let address: IPAddress
    let list: [InterfaceAddress]
    var place = 0
    var length: UInt8 = 0

    mutating func next() -> Int? {
        while place < list.count {
            defer { place += 1 }
            let prefix = list[place].prefix
            guard prefix.length >= length else { return nil }
            guard prefix.contains(address) else { continue }
            length = prefix.length
            return place
        }
        return nil
    }
}
