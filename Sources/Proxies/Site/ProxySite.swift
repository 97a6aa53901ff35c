import Addresses
import Files
import Glibc
import HAProxy
import Model
import Planning
import SystemPackage

/// Where HAProxy and its files are on this host, and what it is given that no document says.
package struct ProxySite: Sendable {
    /// HAProxy's own folder: its file, its sockets, its states.
    let folder: String
    /// The folder of the document.
    let documents: String
    /// The document itself, whose owner may own the files that it names.
    let document: String
    /// The folder in which `ballast certificate` keeps certificates.
    package let store: String
    /// The folder of what is remembered.
    let state: String
    /// The names by which this host finds its node; nil: it is no node.
    let identity: NodeIdentity?
    /// The files of the document that HAProxy is given.
    private let files = ProxyFiles()
    /// The program; nil: it is not installed, or not yet.
    var program: String? { HAProxyProgram()?.path }

    /// Connections of all clients together, where the document does not limit them.
    private static let connections = 50_000
    /// Descriptors that are neither connections nor listeners nor checks.
    private static let overhead = 500
    /// The user that the workers run as, which the distribution's package makes.
    private static let user = "haproxy"

    /// Bytes of a socket's path, as HAProxy counts: it binds to a longer name at first.
    private static let longestSocket = 97

    /// The site in these directories.
    ///
    /// - Parameter identity: the names by which this host finds its node; nil: it is no node.
    package init(
        runtime: String, state: String, document: String, identity: NodeIdentity? = nil
    ) {
        self.identity = identity
        // HAProxy takes a socket with a relative path for an address.
        folder = PathName.absolute("\(runtime)/haproxy")
        store = "\(state)/certificates"
        self.state = state
        documents = Self.directory(of: document)
        self.document = PathName.absolute(document)
    }

    /// The directory of a document, the same however its path is written: the daemon and the
    /// commands render the same text.
    static func directory(of document: String) -> String {
        let path = FilePath(PathName.absolute(document))
        // `..` stays: it is not the folder above where a link leads.
        let kept = path.components.filter { $0.kind != .currentDirectory }
        return PathName.directory(of: FilePath(root: path.root, kept).string)
    }

    /// What the master and its workers are looked after with.
    package var worker: WorkerSettings {
        WorkerSettings(
            folder: folder, program: program ?? "/usr/sbin/haproxy", copies: copies)
    }

    private var copies: String { "\(state)/haproxy" }

    /// The folder of the certificates as HAProxy reads them.
    var certificates: String { "\(folder)/certificates" }

    /// The folder of their copies, which outlive a reboot.
    var certificateCopies: String { "\(copies)/certificates" }

    /// What the configuration is rendered for.
    ///
    /// - Parameters:
    ///   - results: those of Ballast's own checks; nil: they are not made.
    ///   - former: sections that stay in the places of services.
    func settings(
        for spec: Spec, holdingPage: String = "", results: ProxyCheckResults? = nil,
        former: FormerSections = FormerSections()
    ) -> HAProxySettings {
        let names = spec.proxyFiles
        var settings = HAProxySettings(
            directory: folder, certificateDirectory: certificates, documentDirectory: documents,
            maxConnections: Self.limit(for: spec, former: former), worker: worker,
            stamp: stamp(of: names.union(spec.tableFiles)), results: results,
            holdingPage: holdingPage)
        settings.former = former
        settings.peers = peers(of: spec)
        files.fill(&settings, for: spec, in: document, names: names)
        if geteuid() == 0, getpwnam(Self.user) != nil, getgrnam(Self.user) != nil {
            settings.confinement = .init(
                user: Self.user, group: Self.user,
                // An empty folder that the workers can't write to.
                chroot: worker.workplace)
        }
        return settings
    }

    /// The nodes that synchronise stick tables with this one; nil: none does.
    func peers(of spec: Spec) -> TablePeers? {
        identity.flatMap {
            TablePeers(spec, of: spec.node(named: $0.name, hostName: $0.hostName))
        }
    }

    /// Why files of the document are kept from HAProxy, a line for each.
    func refusals(for spec: Spec) -> [String] {
        var settings = HAProxySettings(
            directory: folder, certificateDirectory: certificates, documentDirectory: documents)
        return files.fill(&settings, for: spec, in: document).map(\.sentence)
    }

    /// Makes the folders.
    ///
    /// **Errors:** when one can't be made, or belongs to another user.
    func prepare() throws(HostFailure) {
        guard worker.masterSocket.utf8.count <= Self.longestSocket else {
            throw HostFailure(
                operation: "make HAProxy's sockets in \(folder)",
                reason: "the path of one may have \(Self.longestSocket) bytes at most",
                remedy: "name a shorter directory with --runtime")
        }
        for path in [folder, certificates] { try makePrivateFolder(path) }
        try worker.makeWorkplace()
    }

    /// Connections for which the process is made: each may take two descriptors.
    ///
    /// The servers count in steps, so that not every new one is a reload where descriptors are few.
    ///
    /// - Parameters:
    ///   - former: sections that stay beside those of the document.
    ///   - descriptors: how many the process may have.
    static func limit(
        for spec: Spec, former: FormerSections = FormerSections(),
        descriptors: Int = Self.descriptors
    ) -> Int {
        // Each server may be asked by a check besides.
        let servers = spec.proxies.reduce(former.serverCount) { sum, proxy in
            sum + proxy.servers.count + proxy.routes.reduce(0) { $0 + $1.servers.count }
        }
        var step = 64
        while step < servers { step *= 2 }
        let listeners = spec.proxyEndpoints.union(former.endpoints).count
        let others = overhead + step + listeners
        var room = (descriptors - others) / 2
        if room < fewConnections {
            // HAProxy would not start for want of descriptors.
            let fewest = fewestOthers + servers + listeners
            room = max(1, min(fewConnections, (descriptors - fewest) / 2))
            room = min(room, WorkerSettings.scarceConnections(descriptors: descriptors) ?? room)
        }
        let proxies = spec.proxies.filter { !$0.isStatistics }
        // The clients of the other SSL services are their proxies'.
        let isOpen =
            spec.sslServices.contains { service in
                if case .endpoint = service.backend { true } else { false }
            }
            || !former.isEmpty
        let limits = proxies.map(\.traffic.maxConnections) + (isOpen ? [nil] : [])
        let pages = spec.proxies.count - proxies.count + (spec.haproxy.statistics == nil ? 0 : 1)
        let sum = limits.compactMap(\.self).reduce(0, +)
        let wanted = limits.contains(nil) ? max(connections, sum) : sum
        return min(max(wanted + pages * pageConnections, fewConnections), room)
    }

    /// The connections that HAProxy is made for at least, where descriptors allow.
    private static let fewConnections = 100

    /// The descriptors beside connections, listeners and checks where there are few: HAProxy's own,
    /// and those of each of its threads.
    private static var fewestOthers: Int { 64 + 4 * processors }

    private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Connections to a page of statistics.
    private static let pageConnections = 100

    private static var descriptors: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_max)
    }

    /// Tells versions apart of files that HAProxy reads once: another one is a reload.
    private func stamp(of files: Set<String>) -> String {
        files.sorted().map { name in
            let path = name.hasPrefix("/") ? name : "\(documents)/\(name)"
            return "\(path) \(FileSignature.of(path).map { "\($0)" } ?? "-")"
        }.joined(separator: "\n")
    }
}
