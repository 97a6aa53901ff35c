import Addresses
import Model

/// A whole configuration, and what of it a worker can be told.
public struct WorkerConfiguration: Sendable {
    /// The file's text.
    public var text: String
    /// What it amounts to.
    public var proxies: DesiredProxies
    /// What HAProxy reads beside it, but for certificates.
    ///
    /// **Shape:** by name, unique.
    public var files: [RenderedConfiguration.SideFile]
    /// Where it listens for clients.
    public var endpoints: Set<Endpoint>
    /// Those of its addresses that this host may not have yet.
    public var virtual: Set<IPAddress>
    /// Backends whose servers are replaced at once, with `handover: atOnce`.
    public var atOnce: Set<String>
    /// Servers that HAProxy does not check because Ballast does.
    public var proofs = ServerProofs()
    /// The document and the settings that it was rendered from; nil: it was not rendered.
    var recipe: Recipe?
    /// The places of proxies in the text; nil: unknown.
    var layout: ConfigurationLayout?
    /// Addresses on which it listens for clients.
    public var addresses: Set<IPAddress> { Set(endpoints.map(\.address)) }

    /// This configuration.
    public init(
        text: String, proxies: DesiredProxies, files: [RenderedConfiguration.SideFile] = [],
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
    struct Recipe: Sendable {
        var spec: Spec
        var settings: HAProxySettings
        let certificates: [ProxyCertificate]
        /// Where other nodes send their stick tables; nil: nowhere.
        let peersListen: Endpoint?
    }

    /// What a document wants of a worker.
    ///
    /// - Parameters:
    ///   - settings: with the worker's.
    ///   - certificates: what the listeners load, as it is to be now.
    public init(
        for spec: Spec, settings: HAProxySettings, certificates all: [ProxyCertificate] = []
    ) {
        let rendered = haproxyConfiguration(for: spec, settings: settings)
        // A certificate that no listener loads can't be changed in the worker.
        let certificates =
            settings.kept.lines.isEmpty
            ? all
            : all.filter { certificate in
                rendered.files.contains { $0.contents.contains(certificate.file) }
            }
        guard let frame = rendered.frame else {
            preconditionFailure("a configuration for a worker has the worker's settings")
        }
        self.init(
            text: rendered.text,
            proxies: DesiredProxies(
                frame: frame, servers: rendered.servers, certificates: certificates),
            files: rendered.files.sorted { $0.name < $1.name })
        recipe = Recipe(
            spec: spec, settings: settings, certificates: all, peersListen: rendered.peersListen)
        layout = ConfigurationLayout(of: rendered)
        note(spec, settings, peers: rendered.peersListen)
    }

    /// Derives the other properties from a document and settings, beside the text and the servers.
    ///
    /// - Parameter peers: where other nodes send their stick tables; nil: nowhere.
    mutating func note(_ spec: Spec, _ settings: HAProxySettings, peers: Endpoint?) {
        endpoints = settings.kept.endpoints(of: spec).union(settings.former.endpoints)
            .union(peers.map { [$0] } ?? [])
            .subtracting(settings.listens.leftOut)
        virtual = Set(spec.virtualAddresses.map(\.address.address))
        atOnce = Set(
            spec.proxies.filter { $0.handover == .atOnce }.flatMap { proxy in
                [Word.identifier(proxy.name).text]
                    + proxy.routes.enumerated().map { position, route in
                        Word.route(route, at: position, of: proxy.name).text
                    }
            })
        proofs = ServerProofs(of: spec, settings)
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

extension WorkerConfiguration {
    /// The same with the sections that these proxies and SSL services had before; without those
    /// that had none.
    ///
    /// - Parameters:
    ///   - names: those that HAProxy refuses.
    ///   - text: the configuration in force; nil: none is.
    ///   - contents: the contents of a side file, by its name.
    ///
    /// **Errors:** nil when it can't be made anew, or nothing would be left of the document.
    func keeping(
        _ names: Set<String>, asIn text: String?, _ contents: (String) -> String?
    ) -> WorkerConfiguration? {
        guard let recipe else { return nil }
        let sections =
            recipe.spec.proxies.map(\.name)
            + recipe.spec.sslServices.compactMap { service in
                if case .endpoint = service.backend { service.name } else { nil }
            }
        guard !names.isSuperset(of: sections) else { return nil }
        var settings = recipe.settings
        // A section that nothing succeeds can only go.
        let former = names.intersection(settings.former.lines.keys)
        settings.former = settings.former.dropping(former)
        settings.kept = KeptSections(
            of: names.subtracting(former), in: text, for: recipe.spec, folder: settings.directory,
            contents)
        return WorkerConfiguration(
            for: recipe.spec, settings: settings, certificates: recipe.certificates)
    }

    /// Where clients of proxies and SSL services that are left out come, and are not served.
    func unserved(_ names: Set<String>) -> [String: Set<Endpoint>] {
        guard let spec = recipe?.spec else { return [:] }
        var unserved: [String: Set<Endpoint>] = [:]
        for name in names {
            let own = KeptSections.endpoints(of: name, in: spec)
                .union(recipe?.settings.former.dropped[name] ?? [])
            unserved[name] = own.subtracting(endpoints)
        }
        return unserved
    }

    /// The certificates in this folder that only sections of former proxies load.
    func formerCertificates(in folder: String) -> [String] {
        recipe?.settings.former.files.flatMap { file in
            file.contents.split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix(folder + "/") }
        } ?? []
    }

    /// Those that are left out although they had no section before.
    var missing: Set<String> {
        guard let settings = recipe?.settings else { return [] }
        return Set(settings.kept.lines.filter { $0.value.isEmpty }.keys)
            .union(settings.former.dropped.keys)
    }
}

extension WorkerConfiguration {
    /// Whether the two differ in their servers and the lines of these at most.
    func hasSameSurroundings(as other: WorkerConfiguration) -> Bool {
        proxies.frame == other.proxies.frame
            && proxies.certificates == other.proxies.certificates && files == other.files
            && endpoints == other.endpoints && virtual == other.virtual && atOnce == other.atOnce
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
