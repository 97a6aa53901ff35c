import Certificates
import Files
import Model
import Synchronization

/// Contents of certificates' files without findings.
///
/// A document with thousands of certificates is validated again in the time of those that changed:
/// to judge one takes milliseconds.
package final class CleanCertificates: Sendable {
    /// The contents that this process has judged.
    package static let shared = CleanCertificates()

    /// The greatest number of contents.
    private static let limit = 16_384
    /// The time for which contents are not judged again: the roots of this host may change.
    private static let days = 1

    /// Until when which contents are clean, by their hash.
    private let known = Mutex<[[UInt8]: UTCTime]>([:])

    /// Creates a memory of no contents.
    package init() {}

    /// The number of contents.
    package var count: Int { known.withLock { $0.count } }

    /// Whether contents have no findings at this time.
    func has(_ contents: [UInt8]?, at now: UTCTime) -> Bool {
        guard let contents else { return false }
        return known.withLock { known in known[contents].map { now < $0 } ?? false }
    }

    /// Remembers contents that have no findings, neither now nor at the end of the time for which
    /// they are remembered.
    ///
    /// - Parameter findings: the number of findings at a time.
    func note(
        _ contents: [UInt8]?, of file: CertificateFile, now: UTCTime, findings: (UTCTime) -> Int
    ) {
        let end = now.adding(days: Self.days)
        guard let contents, file.served != nil, file.isStable(until: end), findings(now) == 0,
            findings(end) == 0
        else { return }
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[contents] = end
        }
    }
}

extension CertificateFile {
    /// Returns the hash of all that decides about the findings of a certificate, but for the rights
    /// to its files; nil: a file can't be read.
    func contents(for certificate: NamedCertificate) -> [UInt8]? {
        var all: [UInt8] = []
        for path in [path, keyPath, authorityPath] {
            guard let path else {
                all.append(0)
                continue
            }
            // An unreadable file is reported by the look.
            guard let bytes = try? readSecret(.named(path, by: document)) else { return nil }
            all += [1] + bytes.sha256
        }
        for name in certificate.names { all += Array(name.utf8) + [0] }
        return SecretBytes(all).sha256
    }
}
