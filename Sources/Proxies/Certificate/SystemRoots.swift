import Certificates
import Files
import Glibc

/// The roots for one look at all certificates, read on first use: most looks read no certificate.
final class SystemRoots {
    /// The system's roots; nil: none, so the root of a chain is not checked.
    private(set) lazy var anchors = try? TrustAnchors()
    private var extended: [String: Result<TrustAnchors, CertificateFailure>] = [:]

    /// Returns the system's roots with those of a file, which is read once.
    ///
    /// **Errors:** the file is unreadable, or has no certificate.
    func anchors(with file: String) throws(CertificateFailure) -> TrustAnchors {
        let result = extended[file] ?? Self.read(file)
        extended[file] = result
        return try result.get()
    }

    private static func read(_ file: String) -> Result<TrustAnchors, CertificateFailure> {
        Result { () throws(CertificateFailure) in
            // The library's own message is meant for programmers.
            guard access(file, R_OK) == 0 else {
                throw CertificateFailure("read the roots of \(file)", "\(SystemError.last)")
            }
            return try TrustAnchors(file: file)
        }
    }
}
