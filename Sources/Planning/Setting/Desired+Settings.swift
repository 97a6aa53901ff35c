import Addresses
import Model

extension Desired {
    /// Returns the settings of the host that services with masq servers need.
    ///
    /// Replies of a masq server pass through this host, unless the server is a program on it; FTP
    /// packets contain addresses.
    ///
    /// - Parameters:
    ///   - local: the host's own addresses.
    ///   - keys: the services to consider; nil: all.
    public func neededSettings(
        local: Set<IPAddress>, among keys: Set<ServiceKey>? = nil
    ) -> Set<HostSetting> {
        var settings: Set<HostSetting> = []
        // By index: a copy of each service would cost more than the comparison.
        for index in keys.map({ $0.compactMap(services.index(forKey:)) }) ?? Array(services.indices)
        where services.values[index].destinations.contains(where: { _, destination in
            destination.forwarding == .masq && !destination.endpoint.address.isLoopback
                && !local.contains(destination.endpoint.address)
        }) {
            let key = services.keys[index]
            settings.insert(.forwarding(key.family))
            if key.isFileTransfer { settings.insert(.module("ip_vs_ftp")) }
        }
        return settings
    }
}

extension IPAddress {
    /// Whether the address is in 127.0.0.0/8 or is ::1.
    var isLoopback: Bool {
        switch self {
        case .v4(let address): address.rawValue >> 24 == 127
        case .v6(let address): address.high == 0 && address.low == 1
        }
    }
}
