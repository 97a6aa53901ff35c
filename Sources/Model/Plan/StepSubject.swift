import Addresses

/// The object that a step changes; two steps with the same subject must keep their order.
public enum StepSubject: Sendable, Hashable {
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
    /// A connection synchronisation daemon.
    case syncDaemon(SyncDaemon.State)
    /// The firewall rules of a family.
    case firewall(AddressFamily)
    /// An object of the node's network.
    case network(NetworkSubject)
    /// HAProxy's process.
    case haproxy
    /// A server of HAProxy.
    case backendServer(BackendServerID)
    /// A certificate file that HAProxy has loaded.
    case certificate(file: String)

    /// The kind, as printed for programs.
    public var kind: String {
        switch self {
        case .sysctl: "sysctl"
        case .setting: "setting"
        case .timeouts: "timeouts"
        case .service: "service"
        case .server: "server"
        case .address: "address"
        case .syncDaemon: "syncDaemon"
        case .firewall: "firewall"
        case .network: "network"
        case .haproxy: "haproxy"
        case .backendServer: "proxyServer"
        case .certificate: "certificate"
        }
    }

    /// The domain of the object.
    public var domain: Domain {
        switch self {
        case .sysctl, .setting, .timeouts: .setting
        case .service, .server: .ipvs
        case .address: .address
        case .syncDaemon: .syncDaemon
        case .firewall: .firewall
        case .network: .network
        case .haproxy, .backendServer, .certificate: .proxy
        }
    }

    /// The service that the object is, or belongs to; nil: neither.
    public var service: ServiceKey? {
        switch self {
        case .service(let key), .server(_, let key): key
        case .sysctl, .setting, .timeouts, .address, .syncDaemon, .firewall, .network, .haproxy,
            .backendServer, .certificate:
            nil
        }
    }
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
        case .syncDaemon(let state): "sync daemon \(state.rawValue)"
        case .firewall(let family): "firewall \(family.rawValue)"
        case .network(let object): "\(object)"
        case .haproxy: "HAProxy"
        case .backendServer(let id): "\(id)"
        case .certificate(let file): "certificate \(file)"
        }
    }
}
