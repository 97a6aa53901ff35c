import Addresses
import Model

/// Where a master keeps what it needs, and how it is treated.
public struct WorkerSettings: Sendable, Hashable {
    /// HAProxy's program.
    public var program: String
    /// A folder of its own, for the file, the sockets and the states.
    public var folder: String
    /// Reloads after which an old worker is ended.
    public var mostReloads: Int
    /// Time from one reload to the next.
    public var spacing: Duration
    /// Time for a reload, and for a start.
    public var patience: Duration

    /// These settings.
    public init(
        folder: String, program: String = "/usr/sbin/haproxy",
        mostReloads: Int = 50, spacing: Duration = .milliseconds(500),
        patience: Duration = .seconds(30)
    ) {
        self.folder = folder
        self.program = program
        self.mostReloads = mostReloads
        self.spacing = spacing
        self.patience = patience
    }

    /// The configuration.
    public var file: String { "\(folder)/haproxy.cfg" }
    /// The stats socket of the current worker.
    public var socket: String { "\(folder)/stats.sock" }
    /// The master's socket.
    public var masterSocket: String { "\(folder)/master.sock" }
    /// The master's process id, as HAProxy writes it.
    var pidFile: String { "\(folder)/haproxy.pid" }
    /// The master's process id and its time of start.
    var identityFile: String { "\(folder)/master" }
    /// What the servers were before the latest reload.
    var stateFile: String { "\(folder)/servers.state" }
    /// Where the old worker hands its stick tables to the new one.
    ///
    /// An abstract socket, because a worker in a chroot finds no file of ours. **Source:** unix(7).
    var peerSocket: String { "abns@ballast-\(Structure.digest(of: folder))" }
    /// What HAProxy writes on its standard error.
    public var log: String { "\(folder)/haproxy.log" }

    /// The words that start a master.
    var command: [String] {
        [program, "-W", "-S", "\(masterSocket),mode,600", "-f", file, "-p", pidFile]
    }
}

/// A whole configuration, and what of it a worker can be told.
public struct WorkerConfiguration: Sendable, Hashable {
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
    /// Backends whose servers give way at once to those that replace them.
    public var atOnce: Set<String>
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
            files: rendered.files, endpoints: spec.proxyEndpoints,
            virtual: Set(spec.virtualAddresses.map(\.address.address)),
            atOnce: Set(
                spec.proxies.filter { $0.handover == .atOnce }.flatMap { proxy in
                    [Word.identifier(proxy.name).text]
                        + proxy.routes.indices.map { Word.route($0 + 1, of: proxy.name).text }
                }))
    }
}
