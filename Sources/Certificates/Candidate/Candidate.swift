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
        var inspection = Inspection(
            certificates: served, key: .matches, links: served.dropFirst().map { _ in true },
            isAnchored: anchors.map { anchors in
                served.contains { certificate in
                    roots.contains { $0.issued(certificate) } || anchors.knowIssuer(of: certificate)
                }
            })
        inspection.isRoot = anchors?.hasRoot(sorted.leaf) == true
        judgement = Judgement(
            inspection: inspection, isInOrder: contents.certificates.starts(with: served))
        identity = inspection.isRefused ? nil : sorted
    }
}
