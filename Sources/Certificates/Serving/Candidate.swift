internal import Model

/// The identity that a certificate's file provides, with its findings.
public struct Candidate {
    /// Key, certificate and chain in order; nil: no server can start with this file.
    public let identity: Identity?
    /// The judgement of the file.
    public let judgement: Judgement

    /// The time at which another chain of the same file may be better; nil: never.
    public let validUntil: UTCTime?

    /// Sorts and checks the contents of a file.
    ///
    /// - Parameter anchors: the roots in which the end of the chain is searched; nil: not searched.
    /// - Parameter now: the time for which the chain is selected.
    public init(_ contents: FileContents, anchors: TrustAnchors? = nil, now: UTCTime) {
        validUntil = contents.certificates
            .flatMap { [$0.notBefore, $0.notAfter.adding(seconds: 1)] }.filter { $0 > now }.min()
        let sorted: Identity
        do {
            sorted = try Identity.sorted(from: contents, anchors: anchors, now: now).identity
        } catch {
            // A failure to sort is an error of the inspection: a missing or foreign key, or several
            // keys.
            identity = nil
            judgement = Judgement(
                inspection: Inspection(contents, anchors: anchors), besides: contents.besides)
            return
        }
        let served = [sorted.leaf] + sorted.chain
        // The served certificates have no root; a root in the file makes the chain complete.
        let roots = contents.certificates.filter(\.isSelfSigned)
        let inspection = Inspection(
            certificates: served, key: .matches, links: served.dropFirst().map { _ in true },
            isAnchored: anchors.map { anchors in
                served.contains { certificate in
                    roots.contains { $0.issued(certificate) } || anchors.knowIssuer(of: certificate)
                }
            })
        judgement = Judgement(
            inspection: inspection, isInOrder: contents.certificates.starts(with: served))
        identity = inspection.isRefused ? nil : sorted
    }
}

/// The judgement of a certificate's file, at any time.
public struct Judgement: Sendable, Hashable {
    /// The served certificates as values, or the contents of an unusable file; nil: no certificate.
    let inspection: Inspection?
    /// Whether the file has its certificates in the served order.
    var isInOrder = true
    /// Other objects of an unusable file, for the end of a sentence.
    var besides = ""

    /// Returns the findings at this time.
    ///
    /// - Parameter hosts: the host names of the service.
    public func findings(
        for hosts: [AlternativeName] = [], at now: UTCTime
    ) -> [CertificateFinding] {
        guard let inspection else {
            return [
                CertificateFinding(
                    .certificateUnreadable, .error,
                    "it has a private key and no certificate\(besides)",
                    hint: "import the certificate together with the key")
            ]
        }
        var findings = inspection.findings(for: hosts, at: now)
        if inspection.key != .matches, !findings.isEmpty { findings[0].message += besides }
        let hasOrder = findings.contains { $0.code == .certificateChainOrder }
        guard !isInOrder, !hasOrder else { return findings }
        return findings + [
            CertificateFinding(
                .certificateChainOrder, .warning,
                "the certificates of the file are not in order, from the server's own upwards",
                hint: "they are served in order; \"ballast certificate import\" writes them so")
        ]
    }
}
