import Addresses
import Model

/// A whole configuration, and what of it a worker can be told.
public struct WorkerConfiguration: Sendable {
    /// The file's text.
    public var text: String
    /// What it amounts to.
    public var proxies: WantedProxies
    /// What HAProxy reads beside it, but for certificates.
    public var files: [RenderedConfiguration.SideFile]
    /// Where it listens for clients.
    public var endpoints: Set<Endpoint>
    /// Those of its addresses that this host may not have yet.
    public var virtual: Set<IPAddress>
    /// Backends whose servers are replaced at once, with `handover: atOnce`.
    public var atOnce: Set<String>
    /// Servers that HAProxy does not check because Ballast does.
    public var proofs = ServerProofs()
    /// What it was made of; nil: it is as it is.
    private var recipe: Recipe?
    /// Addresses on which it listens for clients.
    public var addresses: Set<IPAddress> { Set(endpoints.map(\.address)) }

    /// This configuration.
    public init(
        text: String, proxies: WantedProxies, files: [RenderedConfiguration.SideFile] = [],
        endpoints: Set<Endpoint> = [], virtual: Set<IPAddress> = [],
        atOnce: Set<String> = []
    ) {
        self.text = text
        self.proxies = proxies
        self.files = files
        self.endpoints = endpoints
        self.virtual = virtual
        self.atOnce = atOnce
    }

    /// What a configuration is made of.
    private struct Recipe: Sendable {
        let spec: Spec
        let settings: HAProxySettings
        let certificates: [WantedCertificate]
    }

    /// What a document wants of a worker.
    ///
    /// - Parameters:
    ///   - settings: with the worker's.
    ///   - certificates: what the listeners load, as it is to be now.
    public init(
        for spec: Spec, settings: HAProxySettings, certificates: [WantedCertificate] = []
    ) {
        let rendered = haproxyConfiguration(for: spec, settings: settings)
        guard let structure = rendered.structure else {
            preconditionFailure("a configuration for a worker has the worker's settings")
        }
        self.init(
            text: rendered.text,
            proxies: WantedProxies(
                structure: structure, servers: rendered.servers, certificates: certificates),
            files: rendered.files,
            endpoints: spec.proxyEndpoints.subtracting(settings.listens.leftOut),
            virtual: Set(spec.virtualAddresses.map(\.address.address)),
            atOnce: Set(
                spec.proxies.filter { $0.handover == .atOnce }.flatMap { proxy in
                    [Word.identifier(proxy.name).text]
                        + proxy.routes.enumerated().map { position, route in
                            Word.route(route, at: position, of: proxy.name).text
                        }
                }))
        proofs = ServerProofs(of: spec, settings)
        recipe = Recipe(spec: spec, settings: settings, certificates: certificates)
    }

    /// The same without these listeners: what listens there stays where it listened before, and
    /// all else is as it is wanted.
    ///
    /// - Parameters:
    ///   - absent: listeners whose addresses this host does not have: see ``ListenChanges``.
    ///   - text: the configuration in force; nil: none is.
    ///   - isHere: whether this host has an address.
    ///
    /// **Errors:** nil when it can't be made anew.
    func leavingOut(
        _ endpoints: Set<Endpoint>, absent: Set<Endpoint> = [], keeping text: String?,
        isHere: (IPAddress) -> Bool = { _ in true }
    ) -> WorkerConfiguration? {
        guard let recipe else { return nil }
        var settings = recipe.settings
        settings.listens = ListenChanges(
            leavingOut: endpoints, absent: absent, of: recipe.spec, keeping: text, isHere: isHere)
        if settings.listens.isEmpty { return self }
        return WorkerConfiguration(
            for: recipe.spec, settings: settings, certificates: recipe.certificates)
    }
}

extension WorkerConfiguration: Hashable {
    /// Whether the two are the same to HAProxy.
    public static func == (one: WorkerConfiguration, other: WorkerConfiguration) -> Bool {
        one.text == other.text && one.proxies == other.proxies && one.files == other.files
            && one.endpoints == other.endpoints && one.virtual == other.virtual
            && one.atOnce == other.atOnce && one.proofs == other.proofs
    }

    /// Its text tells it from others.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
