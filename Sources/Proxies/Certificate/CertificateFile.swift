import Certificates
import Files
import Glibc
import HAProxy
import Model

/// The state of a certificate's files at the last look.
///
/// They are read again if the time, size or inode of one changed, and if a certificate in them
/// starts or ends, because another chain may then be better.
package struct CertificateFile: Sendable {
    /// The file with the certificate and its chain, and with the key unless it has its own file.
    package let path: String
    /// The document that names the files, whose owner may own them; nil: none.
    let document: String?
    /// The file with only the key; nil: the key is in ``path``.
    package let keyPath: String?
    /// A file with roots in addition to the system's; nil: none.
    package let authorityPath: String?
    private var seen: [FileSignature?] = []
    private var validUntil: UTCTime?
    /// The result of the last look.
    private(set) var state = State.unread
    /// The failure to read the roots of ``authorityPath``; nil: none.
    private(set) var authorityFailure: CertificateFailure?

    /// The result of a look.
    enum State: Sendable {
        /// No look yet.
        case unread
        /// No file at this path.
        case missing(String)
        /// Unreadable because of its permissions.
        case forbidden(HostFailure)
        /// Unreadable, or invalid.
        case unreadable(CertificateFinding)
        /// Read; it can serve if a certificate is given.
        case judged(Judgement, ServedCertificate?)
    }

    /// Creates the state before the first look.
    ///
    /// - Parameter document: the document that names the file, whose owner may own it; nil: none.
    init(path: String, key: String? = nil, authority: String? = nil, document: String? = nil) {
        self.path = path
        self.document = document
        keyPath = key
        authorityPath = authority
    }

    /// Creates the files of a document's certificate.
    ///
    /// - Parameters:
    ///   - directory: the base of relative paths.
    ///   - store: the directory of a certificate without a file in the document, which root owns.
    ///   - document: the document that names the files, whose owner may own them.
    package init(
        of certificate: NamedCertificate, directory: String, store: CertificateDirectory,
        document: String?
    ) {
        self.init(
            path: certificate.path(directory: directory, store: store),
            key: certificate.key.map { PathName.path(of: $0, in: directory) },
            authority: certificate.authority.map { PathName.path(of: $0, in: directory) },
            document: certificate.file == nil ? nil : document)
    }

    /// Returns the former state, if it is of the same files.
    func continuing(_ former: CertificateFile?) -> CertificateFile {
        guard let former, former.paths == paths else { return self }
        return former
    }

    /// The certificate that can be served; nil: none.
    var served: ServedCertificate? {
        guard case .judged(_, let served) = state else { return nil }
        return served
    }

    /// Whether the file has exactly this certificate, and other users can't read it.
    func holds(_ other: ServedCertificate) -> Bool {
        guard let served else { return false }
        return served.isWholeFile && served.isSame(as: other) && keyExposure(of: path) == nil
    }

    /// Whether this certificate is valid and the other one has expired.
    func isBetter(than other: ServedCertificate, _ now: UTCTime) -> Bool {
        guard let served, other.leaf.notAfter < now else { return false }
        return served.leaf.notAfter >= now
    }

    /// Whether the same chain is the best one until this time.
    func isStable(until time: UTCTime) -> Bool { validUntil.map { time < $0 } ?? true }

    /// Looks at the files; the last result stays while one of them is being written.
    ///
    /// - Parameter roots: the roots for its chain; nil: the root is not checked.
    mutating func look(_ roots: SystemRoots?, now: UTCTime = .now) {
        let signatures = paths.map { $0.flatMap(FileSignature.of) }
        if isStable(until: now), !seen.isEmpty, signatures == seen, signatures[0] != nil { return }
        let isThere = signatures[0] != nil
        let files = [path, keyPath].compactMap(\.self)
        if served != nil, isThere, files.contains(where: FileSignature.isBeingWritten) { return }
        let clock = wallClock() * 1_000_000
        let former = (state, validUntil, authorityFailure)
        read(roots, now)
        seen = signatures.map { FileSignature.settled($0, at: clock) }
        // A file changed so recently that another change could go unnoticed is read again.
        if zip(seen, signatures).contains(where: { $0 == nil && $1 != nil }) { seen = [] }
        // Two files are never renewed at the same instant: the former certificate serves for a
        // while.
        let age = signatures.compactMap(\.self).map { clock - $0.changed }.min() ?? .max
        if keyPath != nil, case .judged(_, nil) = state, case .judged(_, .some) = former.0,
            (0..<Self.renewalTime).contains(age)
        {
            (state, validUntil, authorityFailure) = former
            seen = []
        }
    }

    /// The time within which a certificate and its key, in two files, are renewed.
    ///
    /// **Unit:** nanoseconds.
    private static let renewalTime: Int64 = 5_000_000_000

    private var paths: [String?] { [path, keyPath, authorityPath] }

    private mutating func read(_ roots: SystemRoots?, _ now: UTCTime) {
        validUntil = nil
        authorityFailure = nil
        var anchors = roots?.anchors
        if let authorityPath, let roots {
            do throws(CertificateFailure) {
                anchors = try roots.anchors(with: authorityPath)
            } catch {
                authorityFailure = error
            }
        }
        do throws(Unreadable) {
            let bytes = try secret(at: path)
            var contents = try Self.contents(bytes)
            if let keyPath { contents.append(try Self.contents(try secret(at: keyPath))) }
            let candidate = Candidate(contents, anchors: anchors, now: now)
            validUntil = candidate.validUntil
            let served = try candidate.identity.map { identity throws(Unreadable) in
                try Self.explained { try ServedCertificate(identity, from: bytes) }
            }
            state = .judged(candidate.judgement, served)
        } catch {
            state = error.state
        }
    }

    /// The result for a file that could not be read.
    private struct Unreadable: Error {
        var state: State
    }

    private func secret(at path: String) throws(Unreadable) -> SecretBytes {
        let refusal: FileRefusal
        do {
            return try readSecret(.named(path, by: document))
        } catch let error as FileRefusal {
            refusal = error
        } catch {
            throw Unreadable(state: .unreadable(Self.finding("\(error)")))
        }
        switch refusal.reason {
        case .system(ENOENT), .system(ENOTDIR): throw Unreadable(state: .missing(path))
        case .system(EACCES):
            throw Unreadable(
                state: .forbidden(
                    HostFailure(operation: "read \(refusal.path)", reason: "\(refusal.reason)")))
        case .notRegular:
            throw Unreadable(state: .unreadable(Self.finding("\(refusal.path) is no file")))
        default:
            throw Unreadable(
                state: .unreadable(Self.finding("\(refusal)", hint: refusal.remedy)))
        }
    }

    private static func contents(_ bytes: SecretBytes) throws(Unreadable) -> FileContents {
        try explained { try FileContents(bytes) }
    }

    private static func explained<Result>(
        _ work: () throws -> Result
    ) throws(Unreadable) -> Result {
        do {
            return try work()
        } catch let failure as CertificateFailure {
            throw Unreadable(state: .unreadable(finding("\(failure)", hint: failure.hint)))
        } catch {
            throw Unreadable(state: .unreadable(finding("\(error)")))
        }
    }

    private static func finding(_ message: String, hint: String? = nil) -> CertificateFinding {
        CertificateFinding(.certificateUnreadable, .error, message, hint: hint)
    }
}
