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
        for key in keys.map(Array.init) ?? Array(services.keys) {
            guard let service = services[key] else { continue }
            let rewritten = service.destinations.values.lazy.filter {
                $0.forwarding == .masq && !$0.endpoint.address.isLoopback
                    && !local.contains($0.endpoint.address)
            }
            guard !rewritten.isEmpty else { continue }
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
