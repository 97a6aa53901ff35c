import Certificates
import Glibc
import HAProxy
import Model

/// The file of a certificate as it was when it was last looked at.
///
/// It is read again when its time, its size or its inode has changed.
struct CertificateFile: Sendable {
    let path: String
    private var seen: FileDocument.Signature?
    /// What it came to.
    private(set) var state = State.unread

    /// What a file comes to.
    enum State: Sendable {
        /// Nobody has looked.
        case unread
        /// There is none.
        case missing
        /// It can't be read because of its rights.
        case forbidden(HostFailure)
        /// It can't be read, or makes no sense.
        case unreadable(CertificateFinding)
        /// It was read; it can serve where there is something to serve.
        case judged(Judgement, ServedCertificate?)
    }

    /// The file at this path, links followed; nobody has looked yet.
    init(path: String) {
        self.path = path
    }

    /// What can be served of it; nil: nothing.
    var served: ServedCertificate? {
        guard case .judged(_, let served) = state else { return nil }
        return served
    }

    /// Whether HAProxy finds this in it, nothing else, and nobody else finds it.
    func holds(_ other: ServedCertificate) -> Bool {
        guard let served else { return false }
        return served.isWholeFile && served.isSame(as: other) && keyExposure(of: path) == nil
    }

    /// Whether this one is good and the other one, which is to take its place, is over.
    func isBetter(than other: ServedCertificate, _ now: UTCTime) -> Bool {
        guard let served, other.leaf.notAfter < now else { return false }
        return served.leaf.notAfter >= now
    }

    /// Looks at it; one that somebody is writing at the moment stays what it was.
    ///
    /// - Parameter roots: where the end of its chain is looked for; nil: it is not.
    mutating func look(_ roots: SystemRoots?) {
        let signature = FileDocument.signature(path)
        if let signature, signature == seen { return }
        if served != nil, signature != nil, FileDocument.isBeingWritten(path) { return }
        seen = FileDocument.settled(signature, at: wallClock() * 1_000_000)
        state = Self.read(path, roots)
    }

    private static func read(_ path: String, _ roots: SystemRoots?) -> State {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR { return .missing }
            let failure = HostFailure(
                operation: "look at \(path)", reason: String(cString: strerror(number)))
            return number == EACCES
                ? .forbidden(failure) : .unreadable(Self.finding("\(failure)"))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            return .unreadable(Self.finding("\(path) is no file"))
        }
        guard access(path, R_OK) == 0 else {
            return .forbidden(
                HostFailure(operation: "read \(path)", reason: String(cString: strerror(errno))))
        }
        do {
            let bytes = try readSecret(path)
            let candidate = Candidate(try FileContents(bytes), anchors: roots?.anchors)
            return .judged(
                candidate.judgement,
                try candidate.identity.map { try ServedCertificate($0, from: bytes) })
        } catch let failure as CertificateFailure {
            return .unreadable(Self.finding("\(failure)", hint: failure.hint))
        } catch {
            return .unreadable(Self.finding("\(error)"))
        }
    }

    private static func finding(_ message: String, hint: String? = nil) -> CertificateFinding {
        CertificateFinding(.certificateUnreadable, .error, message, hint: hint)
    }
}

/// Key, certificate and chain in order, as HAProxy reads them.
struct ServedCertificate: Sendable {
    /// The server's own.
    let leaf: Certificate
    /// With the key: for HAProxy only.
    private let certificate: WantedCertificate
    /// Whether the file that it is from holds this and nothing else.
    let isWholeFile: Bool

    init(_ identity: Identity, from file: SecretBytes) throws {
        let pem = try identity.pem()
        leaf = identity.leaf
        isWholeFile = pem.withBytes { pem in
            file.withBytes { $0.elementsEqual(pem) }
        }
        certificate = WantedCertificate(
            file: "", fingerprint: identity.leaf.sha1Fingerprint,
            pem: pem.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    /// The bytes of the file that HAProxy reads.
    var pem: SecretBytes { SecretBytes(certificate.pem.utf8) }

    /// What HAProxy is to have loaded under this name.
    func wanted(as file: String) -> WantedCertificate {
        var wanted = certificate
        wanted.file = file
        return wanted
    }

    /// Whether both are the same, key and chain included.
    func isSame(as other: ServedCertificate) -> Bool { certificate.pem == other.certificate.pem }
}
