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

    /// The file of the self-signed certificate.
    private var ownFile: String { state + "/api.pem" }

    /// Returns the file of a document's certificate.
    func file(of interface: AdminInterface) -> String {
        interface.certificate.map { PathName.path(of: $0, in: PathName.directory(of: document)) }
            ?? ownFile
    }

    /// Reads the certificate; where the document names none, makes it if there is none, or if it
    /// ends within a month.
    ///
    /// **Errors:** `HostFailure`: it can't be read, used or made.
    func load(for spec: Spec) throws(HostFailure) -> LoadedCertificate {
        let path = file(of: spec.admin)
        if spec.admin.certificate == nil {
            let own = try? read(path, isOwn: true)
            if let own, isUsable(own, names(for: spec).first) { return own }
            do {
                try make(for: spec)
            } catch {
                // Until its end it serves on, and the state has its end.
                if let own, own.expiry(.now) != .over { return own }
                throw failure("make the certificate of the API in \(path)", error)
            }
        }
        return try read(path, isOwn: spec.admin.certificate == nil)
    }

    private func read(_ path: String, isOwn: Bool) throws(HostFailure) -> LoadedCertificate {
        let operation = "use the certificate of the API, \(path)"
        let signature = FileSignature.of(path)
        do {
            let users = isOwn ? TrustedUsers.own : TrustedUsers(ownerOf: document)
            let secret = try readSecret(TrustedFile(path: path, trusting: users))
            let candidate = Candidate(try FileContents(secret), now: .now)
            guard let chosen = candidate.identity else {
                let finding = candidate.judgement.findings(at: .now).first { $0.severity == .error }
                throw HostFailure(
                    operation: operation,
                    reason: finding?.message ?? "it has no certificate that fits its key",
                    remedy: finding?.hint)
            }
            let pem: [UInt8] = try chosen.pem().withBytes { Array($0) }
            guard let identity = try? APIIdentity(pem: pem) else {
                throw HostFailure(
                    operation: operation,
                    reason: "the TLS library of the API does not take its key",
                    remedy: "use a key of RSA with 2048 bits or more, or of P-256")
            }
            return LoadedCertificate(
                identity: identity, file: path, isOwn: isOwn, signature: signature,
                leaf: chosen.leaf, judgement: candidate.judgement)
        } catch {
            throw failure(operation, error)
        }
    }

    /// Whether a self-signed certificate stays in use: it is valid for a month, and has the name.
    private func isUsable(_ own: LoadedCertificate, _ name: AlternativeName?) -> Bool {
        // One of a clock that was ahead is not valid yet.
        own.leaf.notBefore <= UTCTime.now.adding(days: 1) && !own.isDue(.now)
            && name.map(own.leaf.names.contains) != false
    }

    private func failure(_ operation: String, _ error: any Error) -> HostFailure {
        switch error {
        case let failure as HostFailure: failure
        case let refusal as FileRefusal:
            HostFailure(
                operation: operation, reason: "\(refusal.reason)", remedy: refusal.remedy)
        case let failure as CertificateFailure:
            HostFailure(operation: operation, reason: "\(failure)", remedy: failure.hint)
        default: HostFailure(operation: operation, reason: "\(error)")
        }
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
