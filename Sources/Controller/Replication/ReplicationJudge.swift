import Document
import Files
import Model
import Planning

/// The judge of documents that other nodes send, before their activation.
///
/// It reads files and large documents, so it has a queue of its own.
actor ReplicationJudge {
    private let path: String
    private let allowsPrivileged: Bool
    private let identity: NodeIdentity
    private let executor = QueueExecutor(label: "ballast.received-document")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates a judge of documents for this place.
    ///
    /// - Parameters:
    ///   - path: the path of the document on this host.
    ///   - allowsPrivileged: whether raw lines can load code and leave HAProxy's sandbox.
    ///   - identity: the names of this host, which must be a node.
    init(path: String, allowsPrivileged: Bool, identity: NodeIdentity) {
        self.path = path
        self.allowsPrivileged = allowsPrivileged
        self.identity = identity
    }

    /// Returns the diagnostics of a document, as `ballast validate --node` prints them for its
    /// place.
    ///
    /// - Parameter staged: the path of a received document beside its received files, or that of
    ///   the document of this host before it is sent.
    func diagnostics(at staged: String, _ bytes: [UInt8]) async -> [Diagnostic] {
        if staged != path, let tree = GitWorkTree(of: path) { return [tree.refusal] }
        var reading = DocumentReading(
            path: staged, bytes: bytes, looksAtFiles: true, judgesFiles: true,
            allowsPrivileged: allowsPrivileged, identity: identity)
        // The certificate of this node is not among the received files.
        reading.judgeTableSync(home: path, for: identity)
        await reading.consultHAProxy(givingRawFiles: staged != path)
        let directory = PathName.directory(of: staged)
        return reading.diagnostics.map { moved($0, from: directory) }
            + (staged == path ? [] : missingIdentity(of: reading.spec))
    }

    /// Returns an error if a received document names a file for the identity that this node has not
    /// got: it could not receive anything after that.
    private func missingIdentity(of spec: Spec?) -> [Diagnostic] {
        guard let name = spec?.cluster?.replication?.identity else { return [] }
        let file = PathName.path(of: name, in: PathName.directory(of: path))
        guard !isThere(file) else { return [] }
        let place = DocumentPath([.key("cluster"), .key("replication"), .key("identity")])
        return [
            Diagnostic(
                .replicationIdentity, at: place, "the identity of this node is not in \(file)",
                hint: "move it there on each node first")
        ]
    }

    /// Returns a diagnostic with the paths that files will have.
    private func moved(_ diagnostic: Diagnostic, from directory: String) -> Diagnostic {
        var diagnostic = diagnostic
        let place = PathName.directory(of: path)
        diagnostic.message = diagnostic.message.replacing(directory, with: place)
        diagnostic.hint = diagnostic.hint?.replacing(directory, with: place)
        return diagnostic
    }
}
