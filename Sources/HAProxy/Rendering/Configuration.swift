import Addresses
import Model

/// Returns the complete haproxy.cfg for a document, with its side files.
///
/// It is a pure function: equal specs and settings lead to the same bytes.
public func haproxyConfiguration(
    for spec: Spec, settings: HAProxySettings
) -> RenderedConfiguration {
    var builder = ConfigurationBuilder(spec: spec, settings: settings)
    builder.addHead()
    for index in spec.proxies.indices {
        builder.configuration.bounds.append(builder.configuration.lines.count)
        if let lines = settings.kept.lines[spec.proxies[index].name] {
            builder.addKept(lines, at: DocumentPath([.key("proxies"), .index(index)]))
        } else {
            builder.addProxy(index)
        }
    }
    builder.configuration.bounds.append(builder.configuration.lines.count)
    if !settings.kept.lines.isEmpty { builder.configuration.bounds = [] }
    for index in spec.sslServices.indices {
        if let lines = settings.kept.lines[spec.sslServices[index].name] {
            builder.addKept(lines, at: DocumentPath([.key("sslServices"), .index(index)]))
        } else {
            builder.addSSLService(index)
        }
    }
    let former = settings.former.leavingOut(settings.listens.leftOut)
    for (_, lines) in former.lines.sorted(by: { $0.key < $1.key }) {
        builder.addKept(lines, at: DocumentPath([.key("services")]))
    }
    if let endpoint = spec.haproxy.statistics {
        let path = DocumentPath([.key("admin"), .key("statistics")])
        builder.section("listen", .part("statistics", of: ""), at: path)
        if !settings.listens.leftOut.contains(endpoint) {
            builder.add(["bind"] + builder.bind(endpoint), at: path)
        }
        builder.addStatistics(at: path)
        builder.addGuard(
            of: spec.haproxy.page, at: DocumentPath([.key("admin"), .key("statisticsPage")]))
    }
    builder.configuration.files += settings.sideFiles
    for file in settings.kept.files + settings.former.files
    where !builder.configuration.files.contains(where: { $0.name == file.name }) {
        builder.configuration.files.append(file)
    }
    builder.addPeers()
    builder.addFrame()
    return builder.configuration
}

extension Spec {
    /// Whether a part of the document needs HAProxy.
    public var needsHAProxy: Bool {
        !proxies.isEmpty || !sslServices.isEmpty || haproxy.statistics != nil
    }
}

extension ConfigurationBuilder {
    /// Adds the sections that precede those of the proxies.
    mutating func addHead() {
        addGlobal()
        addDefaults()
    }

    private mutating func addGlobal() {
        let path = DocumentPath([.key("haproxy")])
        let root = DocumentPath()
        section("global", at: root)
        if let confinement = settings.confinement {
            add("user", .text(confinement.user), at: root)
            if let group = confinement.group { add("group", .text(group), at: root) }
            if let chroot = confinement.chroot { add("chroot", .text(chroot), at: root) }
        }
        if let worker = settings.worker { add(worker, at: root) }
        if let count = settings.maxConnections { add("maxconn", .number(count), at: root) }
        if needsNormalization {
            // HAProxy calls its normalizers experimental.
            add("expose-experimental-directives", at: root)
        }
        if let limit = spec.haproxy.hardStopAfter {
            add("hard-stop-after", .duration(limit), at: path.key("hardStopAfter"))
        }
        if !spec.sslServices.isEmpty {
            add("tune.ssl.default-dh-param", "2048", at: DocumentPath([.key("sslServices")]))
        }
        addBuffers()
        raw(spec.haproxy.raw, at: path)
    }

    private mutating func addDefaults() {
        let root = DocumentPath()
        section("defaults", at: root)
        add("mode", "http", at: root)
        let traffic = ProxyTraffic()
        for (keyword, duration) in traffic.timeouts.pairs(in: .http) {
            add("timeout", keyword, .duration(duration), at: root)
        }
        // Without these limits, a tunnel with one closed direction and no traffic in the other
        // would last for the tunnel timeout.
        for keyword: Word in ["client-fin", "server-fin"] {
            add("timeout", keyword, .duration(ProxyTimeouts.halfClosed), at: root)
        }
        add("retries", .number(traffic.retries), at: root)
        add("option", "redispatch", at: root)
        if settings.worker != nil { add("load-server-state-from-file", "global", at: root) }
    }

    /// Adds the settings by which Ballast supervises a master and its workers.
    private mutating func add(_ worker: WorkerSettings, at path: DocumentPath) {
        add(
            "stats", "socket", .text(worker.socket), "mode", "600", "level", "admin", "expose-fd",
            "listeners", at: path)
        add("server-state-file", .text(worker.stateFile), at: path)
        add(
            "mworker-max-reloads", .number(spec.haproxy.maxReloads),
            at: DocumentPath([.key("haproxy"), .key("maxReloads")]))
        add("localpeer", localPeer, at: path)
    }

    /// Adds HAProxy's statistics page.
    mutating func addStatistics(at path: DocumentPath) {
        add("stats", "enable", at: path)
        add("stats", "uri", "/", at: path)
        add("stats", "refresh", "10s", at: path)
        add("stats", "hide-version", at: path)
        add("stats", "show-legends", at: path)
    }

    /// Restricts access to the page.
    mutating func addGuard(of page: StatisticsPage, at path: DocumentPath) {
        if !page.allow.isEmpty {
            addNetworks(page.allow, named: "allowed", at: path.key("allow"))
            add("http-request", "deny", "unless", "allowed", at: path.key("allow"))
        }
        if let login = page.login, let password = page.password {
            if let text = password.text {
                add("stats", "auth", .text("\(login):\(text)"), at: path.key("login"))
            } else {
                // While the password file is unusable, access is denied.
                add("http-request", "deny", at: path.key("passwordFile"))
            }
        }
        raw(page.raw, at: path)
    }

    /// Adds a condition for clients of these networks.
    mutating func addNetworks(
        _ networks: [Prefix], named name: Word, of address: Word = "src", at path: DocumentPath
    ) {
        // A line has at most 64 words.
        for start in stride(from: 0, to: networks.count, by: 32) {
            let part = networks[start..<min(start + 32, networks.count)]
            add(["acl", name, address] + part.map { .text("\($0)") }, at: path)
        }
    }
}

extension ProxyTimeouts {
    /// The time limit of a connection with one closed direction and no traffic.
    static let halfClosed = Duration.seconds(30)

    /// Returns the timeouts with HAProxy's keywords.
    ///
    /// In mode `tcp` every connection is a tunnel, and the timeout of tunnels replaces those of
    /// clients and servers; 0 is none. Source: HAProxy's configuration manual, `timeout tunnel`.
    func pairs(in mode: Proxy.Mode) -> [(keyword: Word, duration: Duration)] {
        [
            ("connect", connect), ("client", client), ("server", server), ("queue", queue),
            ("http-request", httpRequest), ("http-keep-alive", keepAlive),
            ("tunnel", tunnel ?? (mode == .http ? .seconds(3600) : .zero)),
        ]
    }
}
