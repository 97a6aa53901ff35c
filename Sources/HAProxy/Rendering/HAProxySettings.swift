import Addresses
import Model

/// The settings of the HAProxy process that are independent of the document.
public struct HAProxySettings: Sendable, Hashable {
    /// Directory of the side files, as seen by HAProxy at its start.
    public var directory: String
    /// Directory of the certificates: `NAME.pem`, with the key and the chain.
    public var certificateDirectory: String
    /// Directory of the document, the base of relative paths.
    public var documentDirectory: String
    /// The confinement of the workers; nil: none.
    public var confinement: Confinement?
    /// The most concurrent client connections; nil: HAProxy's default.
    public var maxConnections: Int?
    /// The master that Ballast supervises; nil: a configuration for inspection only.
    public var worker: WorkerSettings?
    /// A text that differs between versions of the files that HAProxy reads at its start and that
    /// other programs write: authorities, revoked certificates.
    public var stamp: String
    /// The results of Ballast's own checks; nil: no such checks are made, and every server counts
    /// as proven.
    public var results: ProxyCheckResults?
    /// The holding page; empty: the built-in one.
    public var holdingPage: String
    /// Copies that HAProxy reads instead of files of the document, by the files' paths.
    public var copies: [String: String] = [:]
    /// Contents of files of the document, by the files' paths: HAProxy reads copies of them beside
    /// its configuration.
    public var contents: [String: String] = [:]
    /// The file that the configuration names in place of all certificates, for a check without
    /// keys; nil: each certificate has its own.
    public var spareCertificate: String?
    /// The differences of its listeners from the document.
    public var listens = ListenChanges()

    /// The nodes with the same stick tables; nil: an old worker sends them to the new one alone.
    public var peers: TablePeers?

    /// Sections of proxies that IPVS services replace.
    public var former = FormerSections()

    /// Sections that stay unchanged, or are omitted.
    var kept = KeptSections()

    /// The user, the group and the directory to which the workers are confined.
    public struct Confinement: Sendable, Hashable {
        /// The user.
        public var user: String
        /// The group; nil: the group that starts the workers.
        public var group: String?
        /// The directory of the chroot; nil: none.
        public var chroot: String?

        /// Creates a confinement.
        public init(user: String, group: String? = nil, chroot: String? = nil) {
            self.user = user
            self.group = group
            self.chroot = chroot
        }
    }

    /// Creates settings for these directories.
    public init(
        directory: String, certificateDirectory: String,
        documentDirectory: String = "/etc/ballast", maxConnections: Int? = nil,
        worker: WorkerSettings? = nil, stamp: String = "", results: ProxyCheckResults? = nil,
        holdingPage: String = ""
    ) {
        self.directory = directory
        self.certificateDirectory = certificateDirectory
        self.documentDirectory = documentDirectory
        self.maxConnections = maxConnections
        self.worker = worker
        self.stamp = stamp
        self.results = results
        self.holdingPage = holdingPage
    }

    /// Returns the path of a document's file for HAProxy.
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

    /// Returns the name of a copy, which differs for different contents.
    private static func copy(of path: String, _ text: String) -> String {
        let name = path.split(separator: "/").last.map { Word.identifier(String($0)).text }
        return "\(ProxyFrame.digest(of: text))-\(name ?? "file")"
    }

    /// Returns the path of a file in the document.
    public func path(of file: String) -> String {
        file.hasPrefix("/") ? file : "\(documentDirectory)/\(file)"
    }

    /// Returns the path of the certificate of this name.
    public func certificateFile(of name: String) -> String {
        "\(certificateDirectory)/\(Self.fileName(ofCertificate: name)).pem"
    }

    /// Returns the name of a certificate's file, without directory and `.pem`.
    public static func fileName(ofCertificate name: String) -> String {
        Word.identifier(name).text
    }
}
