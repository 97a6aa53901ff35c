import Certificates
import Files
import Model

/// The import of the files of a certificate authority into the directory of certificates.
package struct CertificateImport {
    private let contents: FileContents
    private let name: CertificateName
    private let isForced: Bool
    private let allowsExpired: Bool

    /// A fact that is reported before the import is finished or refused.
    package enum News {
        /// An object of the files that is not needed, in a sentence.
        case leftOut(String)
        /// A sentence for the operator.
        case note(String)
        /// The findings on the file that HAProxy will read.
        case findings([CertificateFinding])
    }

    /// - Parameters:
    ///   - contents: the certificate, its chain, and its key unless the directory has that.
    ///   - isForced: whether any existing certificate of the name is replaced.
    ///   - allowsExpired: whether an expired certificate is accepted.
    package init(
        _ contents: FileContents, as name: CertificateName, isForced: Bool = false,
        allowsExpired: Bool = false
    ) {
        self.contents = contents
        self.name = name
        self.isForced = isForced
        self.allowsExpired = allowsExpired
    }

    /// Writes the file of the certificate; the caller holds the lock of the directory.
    ///
    /// - Parameter report: receives facts as they are known.
    ///
    /// - Returns: the result in a sentence.
    ///
    /// **Errors:** the certificate can't serve, or may not replace the existing one; the old file
    /// is unchanged then.
    package func write(
        into place: CertificateDirectory, _ anchors: TrustAnchors, report: (News) -> Void
    ) throws -> String {
        let path = place.file(name)
        let old = try existing(path)
        let sorted = try Identity.sorted(
            from: contents, spare: old?.keys.first, anchors: anchors, now: UTCTime.now)
        let identity = sorted.identity
        for sentence in sorted.leftOut { report(.leftOut(sentence)) }
        for sentence in sorted.notes { report(.note(sentence)) }
        let file = try identity.pem()
        // The findings are on the file that HAProxy will read.
        let findings = inspect(file, now: UTCTime.now, anchors: anchors)
        report(.findings(findings))
        guard !findings.contains(where: { $0.severity == .error }) else {
            throw CertificateFailure("import \(name.text)", "it could not serve")
        }
        if !allowsExpired, let expired = findings.first(where: { $0.expiry == .over }) {
            throw CertificateFailure(
                "import \(name.text)", expired.message, hint: "--allow-expired takes it anyway")
        }
        if let old {
            if old.certificates == [identity.leaf] + identity.chain, old.keys.count == 1 {
                return "\(path): unchanged"
            }
            guard isForced || Self.isRenewal(identity, of: old) else {
                throw CertificateFailure("make \(path)", "it already exists", hint: forceHint(old))
            }
            noteLostNames(identity.leaf, old, report)
        }
        try writeSecret(file, to: path, replacing: old != nil || isForced)
        let chain = counted(identity.chain.count, "intermediate")
        return "\(path): \(identity.leaf), \(chain), good until \(identity.leaf.notAfter)"
    }

    private func noteLostNames(
        _ leaf: Certificate, _ old: FileContents, _ report: (News) -> Void
    ) {
        let lost = (old.certificates.first?.names ?? []).filter { !leaf.names.contains($0) }
        guard !lost.isEmpty else { return }
        let names = lost.map(\.description).joined(separator: ", ")
        report(.note("the certificate before was also for \(names)"))
    }

    private func forceHint(_ old: FileContents) -> String {
        let leaf = old.certificates.first.map { "; it is \($0), good until \($0.notAfter)" } ?? ""
        return "--force replaces it\(leaf)"
    }

    /// Returns the file's current contents; nil: no file, or an unreadable one is replaced.
    private func existing(_ path: String) throws -> FileContents? {
        guard isThere(path) else { return nil }
        do {
            return try FileContents(try readSecret(path))
        } catch {
            if isForced { return nil }
            throw error
        }
    }

    /// Whether the certificate is a later one for the same key, such as a renewal, or the
    /// authority's first certificate for it.
    private static func isRenewal(_ identity: Identity, of old: FileContents) -> Bool {
        guard old.keys.count == 1, old.keys[0].publicKey == identity.key.publicKey,
            let former = old.certificates.first
        else { return false }
        return former.isSelfSigned || former == identity.leaf
            || former.notAfter < identity.leaf.notAfter
    }
}
