internal import Model

/// What the file of a certificate comes to: what can be served of it, and what is wrong.
public struct Candidate {
    /// Key, certificate and chain in order; nil: no server can be started with this file.
    public let identity: Identity?
    /// What there is to say of it.
    public let judgement: Judgement

    /// When another chain of the same file may be the better one; nil: never.
    public let validUntil: UTCTime?

    /// The contents of a file, sorted out and checked.
    ///
    /// - Parameter anchors: where the end of the chain is looked for; nil: it is not.
    /// - Parameter now: the time for which the chain is chosen.
    public init(_ contents: FileContents, anchors: TrustAnchors? = nil, now: UTCTime) {
        validUntil = contents.certificates
            .flatMap { [$0.notBefore, $0.notAfter.adding(seconds: 1)] }.filter { $0 > now }.min()
        let sorted: Identity
        do {
            sorted = try Identity.sorted(from: contents, anchors: anchors, now: now).identity
        } catch {
            // What can't be sorted out is an error of the inspection: a key that is missing or
            // another's, or several.
            identity = nil
            judgement = Judgement(
                inspection: Inspection(contents, anchors: anchors), besides: contents.besides)
            return
        }
        let served = [sorted.leaf] + sorted.chain
        // What is served has no root; when the file has it, the chain is complete.
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

/// What there is to say of a certificate's file, at any time.
public struct Judgement: Sendable, Hashable {
    /// What is served, as values; of a file that can't serve, what it holds; nil: no certificate.
    let inspection: Inspection?
    /// Whether the file's certificates stand as they are served.
    var isInOrder = true
    /// What a file that can't serve holds besides, for the end of a sentence.
    var besides = ""

    /// What is to be said at this time.
    ///
    /// - Parameter hosts: the names that clients ask for.
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
