import Model
import Planning
import Synchronization

/// The present failures of the API and of its accounts, for the status.
final class AdminReport: Sendable {
    private let current = Mutex<[String]>([])
    private let served = Mutex<CertificateStatus?>(nil)
    private let told = Mutex<CertificateMemory>(CertificateMemory())

    /// Replaces the failures, a sentence each, and returns those that are new.
    func replace(_ failures: [String]) -> [String] {
        current.withLock { current in
            defer { current = failures }
            return failures.filter { !current.contains($0) }
        }
    }

    /// Replaces the state of the certificate, and returns its news.
    ///
    /// - Parameter certificate: nil: none is served.
    func replace(_ certificate: CertificateStatus?) -> [CertificateMemory.News] {
        served.withLock { $0 = certificate }
        guard var certificate else { return [] }
        // A certificate that this node made, or the site's authority, is usual here.
        certificate.isSelfSigned = false
        return told.withLock { $0.news(of: [certificate]) }
    }

    /// Adds the failures and the certificate to a status.
    func complete(_ status: inout Status) {
        status.health.reasons += current.withLock { $0 }
        guard let certificate = served.withLock({ $0 }) else { return }
        status.certificates = (status.certificates ?? []) + [certificate]
        if certificate.expiry == .over {
            status.health.reasons.append("certificate \(certificate.name): \(certificate.ending)")
        }
        if let refusal = certificate.refusal {
            status.health.reasons.append(
                "certificate \(certificate.name): the file is not taken: \(refusal)")
        }
    }
}
