internal import Model

/// The certificate that a node presents to other nodes, as server and as client.
///
/// **Source:** HAProxy's configuration manual, `crt`: the first certificate of the file is the
/// node's own, and the others are sent with it.
public struct PeerCertificate: Sendable, Hashable {
    private let inspection: Inspection

    /// The findings of a server's certificate that concern nodes too; they verify no names.
    private static let codes: Set<DiagnosticCode> = [
        .certificateKey, .certificateKeyMismatch, .certificateExpired, .certificateNotYetValid,
        .certificateExpiresSoon, .certificateWeakKey, .certificateWeakSignature,
    ]

    /// Reads a file with a certificate and its key, in PEM.
    ///
    /// **Errors:** no PEM, no certificate, an encrypted key, or damage.
    public init(_ bytes: SecretBytes) throws(CertificateFailure) {
        let contents = try FileContents(pem: bytes)
        guard let inspection = Inspection(contents, anchors: nil) else {
            throw CertificateFailure("read the file", "it has no certificate")
        }
        self.inspection = inspection
    }

    /// Returns the findings; errors: HAProxy can't load the file; warnings: other nodes refuse the
    /// certificate, now or soon.
    ///
    /// - Parameter authorities: the certificates that verify it; nil: unreadable.
    public func findings(
        verifiedBy authorities: PeerAuthorities?, at now: UTCTime
    ) -> [CertificateFinding] {
        let own = inspection.findings(at: now).filter { Self.codes.contains($0.code) }
            .map { finding in
                var finding = finding
                finding.hint = Self.hint(for: finding.code)
                return finding
            }
        guard let authorities, !own.contains(where: { $0.severity == .error }) else { return own }
        return own + refusals(by: authorities, at: now)
    }

    private func refusals(
        by authorities: PeerAuthorities, at now: UTCTime
    ) -> [CertificateFinding] {
        var seen: Set<PeerAuthorities.Refusal> = []
        return PeerAuthorities.Use.allCases.compactMap { use in
            // Without memory nothing is known.
            let refusal = try? authorities.refusal(of: inspection.certificates, as: use, at: now)
            guard let refusal, seen.insert(refusal).inserted else { return nil }
            return finding(refusal, at: now)
        }
    }

    private func finding(
        _ refusal: PeerAuthorities.Refusal, at now: UTCTime
    ) -> CertificateFinding? {
        guard let leaf = inspection.certificates.first else { return nil }
        switch refusal {
        case .use(let use):
            return CertificateFinding(
                .certificateRefused, .warning,
                "other nodes refuse the certificate \(leaf): its extended key usage lacks "
                    + use.keyUsage,
                hint: "each node is server and client: create it with serverAuth and clientAuth, "
                    + "or without extendedKeyUsage")
        case .chain(let reason, let certificate):
            // A certificate of the file that is not valid now has its own finding.
            if let certificate, inspection.certificates.contains(certificate),
                !certificate.isGood(at: now)
            {
                return nil
            }
            let place = certificate.flatMap { $0 == leaf ? nil : "\($0): " } ?? ""
            return CertificateFinding(
                .certificateRefused, .warning,
                "other nodes refuse the certificate \(leaf), because `ca` does not verify it: "
                    + place + reason,
                hint: "add the authority that signed it, or the self-signed certificate itself, "
                    + "to `ca` on all nodes")
        }
    }

    private static func hint(for code: DiagnosticCode) -> String {
        switch code {
        case .certificateKey, .certificateKeyMismatch:
            "write the certificate and its key into one file: cat lb1.crt lb1.key"
        case .certificateNotYetValid: "is this host's clock right?"
        case .certificateWeakKey, .certificateWeakSignature:
            "use P-256, or RSA with 2048 bits or more, and SHA-256"
        default: "create the next certificate of this node, and add it to `ca` on all nodes first"
        }
    }
}
