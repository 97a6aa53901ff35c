import Addresses
import Glibc
import Model

/// Where a master keeps what it needs, and how it is treated.
public struct WorkerSettings: Sendable, Hashable {
    /// HAProxy's program.
    public var program: String
    /// A folder of its own, for the file, the sockets and the states.
    public var folder: String
    /// Time from one reload to the next.
    public var spacing: Duration
    /// Time for a reload, and for a start.
    public var patience: Duration

    /// These settings.
    public init(
        folder: String, program: String = "/usr/sbin/haproxy",
        spacing: Duration = .milliseconds(500),
        patience: Duration = .seconds(30)
    ) {
        self.folder = folder
        self.program = program
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
    /// The folder in which the workers work, and into which they are locked where they can be.
    public var workplace: String { "\(folder)/empty" }
    /// Where the old worker hands its stick tables to the new one, as a path within ``workplace``.
    ///
    /// Its permissions keep other users out, and HAProxy can pause it for a reload, which it can't
    /// with an abstract socket: a reload that fails then ends the old worker. **Source:** HAProxy
    /// 2.6, `uxst_suspend_receiver`.
    static let peerSocket = "unix@peers.sock"
    /// What HAProxy writes on its standard error.
    public var log: String { "\(folder)/haproxy.log" }

    /// The pipe of the access log, for programs that find it by name.
    public var logPipe: String { "\(folder)/access.pipe" }

    /// The descriptor of that pipe in a master and its workers.
    static let logDescriptor: Int32 = 3

    /// The words that start a master.
    var command: [String] {
        [
            program, "-W", "-S", "\(masterSocket),mode,600", "-C", workplace, "-f", file,
            "-p", pidFile,
        ]
    }
}

extension WorkerSettings {
    /// Makes ``workplace``, which the superuser's workers can't write to.
    ///
    /// **Errors:** `HostFailure` when it can't be made.
    public func makeWorkplace() throws(HostFailure) {
        let mode: mode_t = geteuid() == 0 ? 0o555 : 0o700
        guard mkdir(workplace, mode) == 0 || errno == EEXIST else {
            throw HostFailure(operation: "make \(workplace)", number: errno)
        }
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
    /// Addresses on which it listens for clients.
    public var addresses: Set<IPAddress> { Set(endpoints.map(\.address)) }

    /// This configuration.
    public init(
        text: String, proxies: WantedProxies, files: [RenderedConfiguration.SideFile] = [],
        endpoints: Set<Endpoint> = [], virtual: Set<IPAddress> = []
    ) {
        self.text = text
        self.proxies = proxies
        self.files = files
        self.endpoints = endpoints
        self.virtual = virtual
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
            virtual: Set(spec.virtualAddresses.map(\.address.address)))
    }
}
