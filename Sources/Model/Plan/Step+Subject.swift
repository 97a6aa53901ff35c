import Addresses

/// What a step is about; two steps with the same subject must keep their order.
public enum StepSubject: Sendable, Hashable, Codable {
    /// A file under `net.ipv4.vs`.
    case sysctl(Sysctl)
    /// A setting of the host outside IPVS.
    case setting(HostSetting)
    /// The IPVS timeouts.
    case timeouts
    /// An IPVS service.
    case service(ServiceKey)
    /// A real server of a service.
    case server(Endpoint, of: ServiceKey)
    /// An address on an interface.
    case address(InterfaceAddress)
}

extension StepSubject: CustomStringConvertible {
    /// `server 10.0.0.11:80 in tcp 10.0.0.1:80`, `address 10.0.0.100/24 on eth0`.
    public var description: String {
        switch self {
        case .sysctl(let sysctl): "sysctl \(sysctl.rawValue)"
        case .setting(let setting): "\(setting)"
        case .timeouts: "timeouts"
        case .service(let key): "service \(key)"
        case .server(let endpoint, let key): "server \(endpoint) in \(key)"
        case .address(let address): "address \(address)"
        }
    }
}

extension Step {
    /// The object that the step changes.
    public var subject: StepSubject {
        switch self {
        case .setSysctl(let sysctl, _, _): .sysctl(sysctl)
        case .enable(let setting): .setting(setting)
        case .setTimeouts: .timeouts
        case .addService(let service), .editService(let service, _): .service(service.key)
        case .removeService(let key): .service(key)
        case .addDestination(let destination, let key),
            .editDestination(let destination, _, let key),
            .drainDestination(let destination, let key, _, _):
            .server(destination.endpoint, of: key)
        case .removeDestination(let endpoint, let key, _): .server(endpoint, of: key)
        case .addAddress(let address), .announceAddress(let address), .removeAddress(let address):
            .address(address)
        }
    }

    /// The service that the step changes, or one of whose servers it changes; nil: neither.
    public var serviceKey: ServiceKey? {
        switch subject {
        case .service(let key), .server(_, let key): key
        case .sysctl, .setting, .timeouts, .address: nil
        }
    }

    /// The step as what is tried, for ``HostFailure/operation``: "add 10.0.0.7:80 to tcp
    /// 10.0.0.1:80".
    public var operation: String {
        switch self {
        case .setSysctl(let sysctl, let value, _): "set sysctl \(sysctl.rawValue) to \(value)"
        case .enable(.module(let name)): "load kernel module \(name)"
        case .enable(let setting): "set sysctl \(setting) to 1"
        case .setTimeouts: "set the timeouts"
        case .addService(let service): "add service \(service.key)"
        case .editService(let service, _): "edit service \(service.key)"
        case .removeService(let key): "remove service \(key)"
        case .addDestination(let destination, let key): "add \(destination.endpoint) to \(key)"
        case .editDestination(let destination, _, let key): "edit \(destination.endpoint) in \(key)"
        case .drainDestination(let destination, let key, _, _):
            "drain \(destination.endpoint) in \(key)"
        case .removeDestination(let endpoint, let key, _): "remove \(endpoint) from \(key)"
        case .addAddress(let address): "put \(address.prefix) on \(address.interface)"
        case .announceAddress(let address): "announce \(address)"
        case .removeAddress(let address): "take \(address.prefix) off \(address.interface)"
        }
    }
}
