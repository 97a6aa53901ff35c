/// The state of HAProxy, as its running worker reports it.
public struct ObservedProxies: Sendable, Hashable {
    /// Whether a worker runs.
    public var isRunning: Bool
    /// The frame of the worker; nil: its configuration is not Ballast's, or it does not run.
    public var frame: ProxyFrame?
    /// The values of its servers.
    public var servers: [BackendServerID: BackendServerValues]
    /// Servers that have sessions, with their number.
    public var sessions: [BackendServerID: Int]
    /// The fingerprint of each certificate file that was asked for.
    public var certificates: [String: String]
    /// The certificates that the worker was given last, by file: HAProxy does not report chains.
    public var loaded: [String: ProxyCertificate]

    /// A worker in this state.
    public init(
        isRunning: Bool = true, frame: ProxyFrame?,
        servers: [BackendServerID: BackendServerValues] = [:],
        sessions: [BackendServerID: Int] = [:], certificates: [String: String] = [:],
        loaded: [String: ProxyCertificate] = [:]
    ) {
        self.isRunning = isRunning
        self.frame = frame
        self.servers = servers
        self.sessions = sessions
        self.certificates = certificates
        self.loaded = loaded
    }

    /// No worker runs.
    public static let none = ObservedProxies(isRunning: false, frame: nil)

    /// A worker that has just loaded these proxies.
    public init(loading proxies: DesiredProxies) {
        self.init(frame: proxies.frame)
        servers.reserveCapacity(proxies.servers.count)
        for server in proxies.servers {
            servers[server.id] = server.values(isUp: !proxies.unproven.contains(server.place))
        }
        for certificate in proxies.certificates { load(certificate) }
    }

    /// Records a certificate that the worker was given.
    public mutating func load(_ certificate: ProxyCertificate) {
        certificates[certificate.file] = certificate.fingerprint
        loaded[certificate.file] = certificate
    }
}

extension ObservedProxies {
    /// Returns the state of the worker after the step.
    ///
    /// A step that HAProxy would refuse, because its server is missing or exists already, changes
    /// nothing.
    public func applying(_ step: ProxyStep) -> ObservedProxies {
        var result = self
        result.apply(step)
        return result
    }

    /// ``applying(_:)`` in place.
    public mutating func apply(_ step: ProxyStep) {
        switch step {
        case .start(let proxies, _): if !isRunning { self = ObservedProxies(loading: proxies) }
        case .reload(let proxies, _, _): if isRunning { self = ObservedProxies(loading: proxies) }
        case .end: self = .none
        case .addServer(let server, let isUnproven):
            guard isRunning, servers[server.id] == nil else { return }
            servers[server.id] = server.values(isUp: !isUnproven)
            frame = frame?.adding([server])
        case .changeServer(let id, _, let values): if servers[id] != nil { servers[id] = values }
        case .removeServer(let id):
            guard sessions[id] == nil, servers[id]?.state == .offline else { return }
            servers[id] = nil
        case .replaceCertificate(let certificate, _):
            if certificates[certificate.file] != nil { load(certificate) }
        }
    }
}
