import Addresses

/// A setting of the host outside IPVS that an object of the document needs.
public enum HostSetting: Sendable, Hashable, Codable {
    /// Forwarding between interfaces: replies of masq servers pass through this host.
    case forwarding(AddressFamily)
    /// Promotion of the next IPv4 address of a subnet when the first one is removed.
    case promotion(interface: String)
    /// A loaded kernel module.
    case module(String)
}

extension HostSetting: CustomStringConvertible {
    /// `net.ipv4.ip_forward`, `kernel module ip_vs_ftp`.
    public var description: String {
        switch self {
        case .forwarding(.ipv4): "net.ipv4.ip_forward"
        case .forwarding(.ipv6): "net.ipv6.conf.all.forwarding"
        case .promotion(let interface): "net.ipv4.conf.\(interface).promote_secondaries"
        case .module(let name): "kernel module \(name)"
        }
    }
}

extension HostSetting {
    /// Whether the setting is read with the interfaces, in the domain of addresses.
    public var isOfAnInterface: Bool {
        if case .promotion = self { return true }
        return false
    }
}

extension HostSetting: Comparable {
    /// By name.
    public static func < (left: HostSetting, right: HostSetting) -> Bool {
        left.description < right.description
    }
}
