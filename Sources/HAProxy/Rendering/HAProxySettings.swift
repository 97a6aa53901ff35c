import Addresses
import Model

/// What the process of HAProxy is given that no document says: its user, its files, its size.
public struct HAProxySettings: Sendable, Hashable {
    /// Directory of the side files, as HAProxy finds it at its start.
    public var directory: String
    /// Directory of the certificates: `NAME.pem`, with the key and the chain.
    public var certificateDirectory: String
    /// Directory of the document: files with relative paths are looked for there.
    public var documentDirectory: String
    /// User that the workers run as; nil: whoever starts them.
    public var user: String?
    /// Group that the workers run as; nil: whoever starts them.
    public var group: String?
    /// Directory that the workers are locked into; nil: none.
    public var chroot: String?
    /// Connections of all clients at once; nil: HAProxy's own choice.
    public var maxConnections: Int?
    /// Threads of one worker; nil: HAProxy's own choice.
    public var threads: Int?
    /// The master and its workers under Ballast's care; nil: a configuration to look at.
    public var worker: WorkerSettings?
    /// What tells versions apart of files that HAProxy reads at its start and that others write:
    /// authorities, revoked certificates.
    public var stamp: String
    /// Servers that Ballast's own checks find down, by the name of their proxy.
    public var down: [String: Set<Endpoint>]
    /// Servers that Ballast's own checks find at work, by the name of their proxy; nil: these
    /// checks are not made, and every server counts as proven.
    public var proven: [String: Set<Endpoint>]?
    /// The holding page; empty: the one that comes with the program.
    public var holdingPage: String
    /// Copies of files of the document that HAProxy reads instead, by the files' paths.
    public var copies: [String: String] = [:]
    /// Contents of files of the document, by the files' paths: HAProxy reads copies of them, which
    /// are beside its configuration.
    public var contents: [String: String] = [:]
    /// Where it listens otherwise than the document says.
    public var listens = ListenChanges()

    /// Sections of proxies that services of IPVS replace.
    public var former = FormerSections()

    /// Sections that stay as they are, or are left out.
    var kept = KeptSections()

    /// Settings for these directories, and nothing else.
    public init(
        directory: String, certificateDirectory: String,
        documentDirectory: String = "/etc/ballast", user: String? = nil, group: String? = nil,
        chroot: String? = nil, maxConnections: Int? = nil, threads: Int? = nil,
        worker: WorkerSettings? = nil, stamp: String = "", down: [String: Set<Endpoint>] = [:],
        proven: [String: Set<Endpoint>]? = nil, holdingPage: String = ""
    ) {
        self.directory = directory
        self.certificateDirectory = certificateDirectory
        self.documentDirectory = documentDirectory
        self.user = user
        self.group = group
        self.chroot = chroot
        self.maxConnections = maxConnections
        self.threads = threads
        self.worker = worker
        self.stamp = stamp
        self.down = down
        self.proven = proven
        self.holdingPage = holdingPage
    }

    /// A file of the document, as HAProxy finds it.
    func file(_ path: String) -> Word {
        let path = self.path(of: path)
        if let text = contents[path] { return .text("\(directory)/\(Self.copy(of: path, text))") }
        return .text(copies[path] ?? path)
    }

    /// The copies of ``contents``, each once.
    var sideFiles: [RenderedConfiguration.SideFile] {
        var names: Set<String> = []
        return contents.sorted { $0.key < $1.key }.compactMap { path, text in
            let name = Self.copy(of: path, text)
            return names.insert(name).inserted ? .init(name: name, contents: text) : nil
        }
    }

    /// The name of a copy: another content is another file.
    private static func copy(of path: String, _ text: String) -> String {
        let name = path.split(separator: "/").last.map { Word.identifier(String($0)).text }
        return "\(ProxyFrame.digest(of: text))-\(name ?? "file")"
    }

    /// Where a file of the document is.
    public func path(of file: String) -> String {
        file.hasPrefix("/") ? file : "\(documentDirectory)/\(file)"
    }

    /// Where the certificate of this name is expected.
    public func certificateFile(of name: String) -> String {
        "\(certificateDirectory)/\(Self.fileName(ofCertificate: name)).pem"
    }

    /// The name of a certificate's file, without directory and `.pem`.
    public static func fileName(ofCertificate name: String) -> String {
        Word.identifier(name).text
    }
}
