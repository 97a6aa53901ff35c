import Certificates
import Files
import Glibc
import HAProxy
import Model

/// The file of a certificate as it was when it was last looked at.
///
/// It is read again when its time, its size or its inode has changed.
struct CertificateFile: Sendable {
    let path: String
    private let document: String?
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
    ///
    /// - Parameter document: the document that names it, whose owner may own it; nil: none does.
    init(path: String, document: String? = nil) {
        self.path = path
        self.document = document
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
        state = Self.read(.named(path, by: document), roots)
    }

    private static func read(_ file: TrustedFile, _ roots: SystemRoots?) -> State {
        do {
            let bytes = try readSecret(file)
            let candidate = Candidate(try FileContents(bytes), anchors: roots?.anchors)
            return .judged(
                candidate.judgement,
                try candidate.identity.map { try ServedCertificate($0, from: bytes) })
        } catch let refusal as FileRefusal {
            return state(of: refusal)
        } catch let failure as CertificateFailure {
            return .unreadable(finding("\(failure)", hint: failure.hint))
        } catch {
            return .unreadable(finding("\(error)"))
        }
    }

    private static func state(of refusal: FileRefusal) -> State {
        switch refusal.reason {
        case .system(ENOENT), .system(ENOTDIR): .missing
        case .system(EACCES):
            .forbidden(
                HostFailure(operation: "read \(refusal.path)", reason: "\(refusal.reason)"))
        case .notRegular: .unreadable(finding("\(refusal.path) is no file"))
        default: .unreadable(finding("\(refusal)", hint: refusal.remedy))
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
