import Addresses
import Admin
import Certificates
import Files
import Model
import Planning
import Proxies

/// The certificate and key of the API on this node.
struct APICertificate: Sendable {
    private let state: String
    private let document: String
    private let node: String?

    /// Creates the certificate of a node.
    ///
    /// - Parameters:
    ///   - state: the state directory, which has the self-signed certificate.
    ///   - document: the document, to whose directory a file in it is relative.
    ///   - node: the name given by `--node`; nil: the host name decides.
    init(state: String, document: String, node: String?) {
        self.state = state
        self.document = document
        self.node = node
    }

    /// A read certificate.
    struct Loaded: Sendable {
        let identity: APIIdentity
        /// The file, as it was when it was read.
        let file: String
        let signature: FileSignature?
        /// SHA-256 of the certificate.
        let fingerprint: String
    }

    /// The file of the self-signed certificate.
    private var ownFile: String { state + "/api.pem" }

    /// Returns the file of a document's certificate.
    func file(of interface: AdminInterface) -> String {
        interface.certificate.map { PathName.path(of: $0, in: PathName.directory(of: document)) }
            ?? ownFile
    }

    /// Reads the certificate; where the document names none, makes it if there is none.
    ///
    /// **Errors:** `HostFailure`: it can't be read, used or made.
    func load(for spec: Spec) throws(HostFailure) -> Loaded {
        let path = file(of: spec.admin)
        if spec.admin.certificate == nil {
            if let own = try? read(path), own.isUsable(names(for: spec).first) { return own.loaded }
            do {
                try make(for: spec)
            } catch {
                throw failure("make the certificate of the API in \(path)", error)
            }
        }
        return try read(path).loaded
    }

    private func read(_ path: String) throws(HostFailure) -> Read {
        let signature = FileSignature.of(path)
        do {
            let users = path == ownFile ? TrustedUsers.own : TrustedUsers(ownerOf: document)
            let secret = try readSecret(TrustedFile(path: path, trusting: users))
            let contents = try FileContents(secret)
            guard let leaf = contents.certificates.first else {
                throw HostFailure(operation: "use \(path)", reason: "it has no certificate")
            }
            let identity = try APIIdentity(pem: secret.withBytes { Array($0) })
            return Read(
                loaded: Loaded(
                    identity: identity, file: path, signature: signature,
                    fingerprint: leaf.fingerprint),
                leaf: leaf)
        } catch {
            throw failure("use the certificate of the API, \(path)", error)
        }
    }

    /// A certificate with its facts.
    private struct Read {
        let loaded: Loaded
        let leaf: Certificate

        /// Whether a self-signed certificate serves on: it has not expired, and has the name.
        func isUsable(_ name: AlternativeName?) -> Bool {
            leaf.daysLeft(at: .now) > 0 && name.map(leaf.names.contains) != false
        }
    }

    private func failure(_ operation: String, _ error: any Error) -> HostFailure {
        (error as? HostFailure) ?? HostFailure(operation: operation, reason: "\(error)")
    }

    private func make(for spec: Spec) throws {
        let identity = try Identity(
            selfSigned: try PrivateKey(making: .p256), for: try Subject(names: names(for: spec)),
            now: .now, days: Identity.daysRange.upperBound)
        try OwnDirectory(path: state, mode: 0o750).make()
        try writeSecret(try identity.pem(), to: ownFile, replacing: true)
    }

    /// The names of a self-signed certificate: the address of the API first, where it has one.
    private func names(for spec: Spec) -> [AlternativeName] {
        let host = hostName()
        let own = spec.node(named: node, hostName: host)
        let listen = spec.admin.listen.map(\.address).flatMap { $0.isUnspecified ? nil : $0 }
        let all = [
            listen.map { AlternativeName.address($0) }, AlternativeName(host),
            own.flatMap { AlternativeName($0.name) },
            own?.address.map { AlternativeName.address($0) },
            .dns("localhost"), AlternativeName("127.0.0.1"), AlternativeName("::1"),
        ].compactMap(\.self)
        var seen: Set<AlternativeName> = []
        return all.filter { seen.insert($0).inserted }
    }
}
