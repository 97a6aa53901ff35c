import Addresses
import Model

/// The findings of a spec, and its services and proxies without findings of their own.
public struct ValidationMemory: Sendable {
    private let spec: Spec?
    private let clean: Clean
    /// The findings.
    let diagnostics: [Diagnostic]

    /// Whether the own checks of each service and proxy have no finding.
    struct Clean: Sendable {
        var services: [Bool] = []
        var proxies: [Bool] = []
    }

    /// Creates an empty memory.
    public init() {
        spec = nil
        clean = Clean()
        diagnostics = []
    }

    init(of spec: Spec, clean: Clean, _ diagnostics: [Diagnostic]) {
        self.spec = spec
        self.clean = clean
        self.diagnostics = diagnostics
    }

    /// Returns the memory of another spec with the same findings.
    func replacing(_ spec: Spec) -> ValidationMemory {
        ValidationMemory(of: spec, clean: clean, diagnostics)
    }

    /// Returns the indices of the services of another spec that differ, if nothing else differs
    /// than weights and states of their servers, and this spec has no finding; nil: otherwise.
    ///
    /// Only the checks of a service itself read weights and states.
    func reweighed(in other: Spec) -> [Int]? {
        guard let spec, diagnostics.isEmpty, spec.services.count == other.services.count,
            spec.withoutServices == other.withoutServices
        else { return nil }
        let changed = spec.services.indices.filter { spec.services[$0] != other.services[$0] }
        let isReweighed = changed.allSatisfy {
            spec.services[$0].reweighed(as: other.services[$0]) == other.services[$0]
        }
        return isReweighed ? changed : nil
    }

    /// Returns the indices of the proxies of another spec that differ, if only their own checks can
    /// have other findings than before, and had none; nil: otherwise.
    ///
    /// The checks across objects read names, modes and listeners of proxies. They also read the
    /// endpoints of servers, of which a new one at a listener could close a loop.
    func changedProxies(in other: Spec) -> [Int]? {
        guard let spec, !spec.proxies.isEmpty, spec.proxies.count == other.proxies.count,
            !diagnostics.contains(where: { $0.severity == .error }),
            spec.withoutProxies == other.withoutProxies
        else { return nil }
        let changed = spec.proxies.indices.filter { spec.proxies[$0] != other.proxies[$0] }
        var targets: Set<Endpoint> = []
        for index in changed {
            let (old, new) = (spec.proxies[index], other.proxies[index])
            guard clean.proxies[index], old.name == new.name, old.mode == new.mode,
                old.listen == new.listen
            else { return nil }
            targets.formUnion(new.targets.subtracting(old.targets))
        }
        return other.hasListener(at: targets) ? nil : changed
    }

    /// Returns for each service and proxy of another spec whether its own checks can be skipped.
    func clean(in other: Spec) -> Clean {
        var known = Clean(
            services: Array(repeating: false, count: other.services.count),
            proxies: Array(repeating: false, count: other.proxies.count))
        guard let spec else { return known }
        if spec.frame == other.frame {
            for index in other.services.indices where index < spec.services.count {
                known.services[index] =
                    clean.services[index] && spec.services[index] == other.services[index]
            }
        }
        if !other.proxies.isEmpty, spec.withoutProxies == other.withoutProxies {
            for index in other.proxies.indices where index < spec.proxies.count {
                known.proxies[index] =
                    clean.proxies[index] && spec.proxies[index] == other.proxies[index]
            }
        }
        return known
    }
}

extension Service {
    /// Returns the service with the weights and states of another one's servers.
    fileprivate func reweighed(as other: Service) -> Service {
        var service = self
        for (index, server) in zip(service.servers.indices, other.servers) {
            service.servers[index].weight = server.weight
            service.servers[index].state = server.state
        }
        return service
    }
}

extension Proxy {
    /// The endpoints to which the proxy opens connections for clients.
    fileprivate var targets: Set<Endpoint> {
        let port = listen.first?.port ?? 0
        var targets: Set<Endpoint> = []
        for server in servers + routes.flatMap(\.servers) {
            targets.insert(Endpoint(server.address, port: server.port ?? port))
        }
        for case .server(let address, let other)? in [fallback] + routes.map(\.fallback) {
            targets.insert(Endpoint(address, port: other ?? port))
        }
        return targets
    }
}

extension Spec {
    fileprivate var withoutProxies: Spec {
        var spec = self
        spec.proxies = []
        return spec
    }

    /// Whether a proxy or an SSL service may accept connections to one of these endpoints.
    fileprivate func hasListener(at endpoints: Set<Endpoint>) -> Bool {
        guard !endpoints.isEmpty else { return false }
        let ports = Set(endpoints.map(\.port))
        func accepts(_ listener: Endpoint) -> Bool {
            listener.address.isUnspecified
                ? ports.contains(listener.port) : endpoints.contains(listener)
        }
        return proxies.contains { $0.listen.contains(where: accepts) }
            || sslServices.contains { $0.listen.contains(where: accepts) }
    }

    fileprivate var withoutServices: Spec {
        var spec = self
        spec.services = []
        return spec
    }

    /// The rest of the spec that the checks of a service read.
    fileprivate var frame: Spec {
        var frame = withoutServices
        // Findings of other services name the first one that keeps persistent clients.
        if let index = services.indices.first(where: { services[$0].keepsPersistentClients }) {
            frame.services = [services[index]]
        }
        return frame
    }
}
