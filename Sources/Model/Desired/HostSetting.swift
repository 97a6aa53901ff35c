import Addresses

/// A setting of the host outside IPVS that an object of the document needs.
public enum HostSetting: Sendable, Hashable {
    /// Forwarding between interfaces: replies of masq servers pass through this host.
    case forwarding(AddressFamily)
    /// Forwarding of the IPv4 packets that arrive at an interface, on a host that forwards.
    case interfaceForwarding(String)
    /// Promotion of the next IPv4 address of a subnet when the first one is removed.
    case promotion(interface: String)
    /// A loaded kernel module.
    case module(String)
}

extension HostSetting: LosslessStringConvertible {
    /// `net.ipv4.ip_forward`, `kernel module ip_vs_ftp`.
    public var description: String {
        switch self {
        case .forwarding(.ipv4): "net.ipv4.ip_forward"
        case .forwarding(.ipv6): "net.ipv6.conf.all.forwarding"
        case .interfaceForwarding(let interface): "net.ipv4.conf.\(interface).forwarding"
        case .promotion(let interface): "net.ipv4.conf.\(interface).promote_secondaries"
        case .module(let name): "kernel module \(name)"
        }
    }

    /// The setting in the form of ``description``.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        func middle(_ prefix: String, _ suffix: String = "") -> String? {
            let length = prefix.count + suffix.count
            guard text.count > length, text.hasPrefix(prefix), text.hasSuffix(suffix) else {
                return nil
            }
            return String(text.dropFirst(prefix.count).dropLast(suffix.count))
        }
        if let family = AddressFamily.allCases.first(where: { "\(Self.forwarding($0))" == text }) {
            self = .forwarding(family)
        } else if let name = middle("kernel module ") {
            self = .module(name)
        } else if let interface = middle("net.ipv4.conf.", ".promote_secondaries") {
            self = .promotion(interface: interface)
        } else if let interface = middle("net.ipv4.conf.", ".forwarding") {
            self = .interfaceForwarding(interface)
        } else {
            return nil
        }
    }
}

extension HostSetting: TextCodable {}

extension HostSetting {
    /// Whether the setting is read with the interfaces, in the domain of addresses.
    public var isOfAnInterface: Bool {
        switch self {
        case .promotion, .interfaceForwarding: true
        case .forwarding, .module: false
        }
    }
}

extension HostSetting: Comparable {
    /// By name.
    public static func < (left: HostSetting, right: HostSetting) -> Bool {
        left.description < right.description
    }
}
