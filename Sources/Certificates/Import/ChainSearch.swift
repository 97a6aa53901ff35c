/// The search for the chain that a server sends: from its own certificate upwards, by signatures
/// and validity.
///
/// The best of several chains ends at a known root and is valid now throughout. So a root that is
/// also signed by an older, expired root is omitted if the root itself is known.
///
/// **Source:** RFC 4158 section 2.4; RFC 8446 section 4.4.2.
struct ChainSearch {
    private let certificates: [Certificate]
    private let anchors: TrustAnchors?
    private let now: UTCTime?
    private var known: [Certificate: [Certificate]] = [:]
    private var roots: [Certificate: Certificate?] = [:]
    /// Remaining steps: cross-signed authorities may form very many chains.
    private var steps = 2000

    /// A chain without its root.
    struct Chain {
        /// The certificates, each of which has issued the previous one.
        var certificates: [Certificate] = []
        /// The root that issued the last certificate; nil: it is neither in the files nor known.
        var root: Certificate?
    }

    /// - Parameter certificates: the files' certificates other than the server's own.
    /// - Parameter now: the time of validity; nil: every time is valid.
    init(_ certificates: [Certificate], anchors: TrustAnchors?, now: UTCTime?) {
        self.certificates = certificates
        self.anchors = anchors
        self.now = now
    }

    /// Returns the best chain of a certificate.
    mutating func best(of leaf: Certificate) -> Chain {
        guard !leaf.isSelfSigned else { return Chain() }
        var best: Chain?
        extend(Chain(), from: leaf, leaf, &best)
        return best ?? Chain()
    }

    private mutating func extend(
        _ chain: Chain, from last: Certificate, _ leaf: Certificate, _ best: inout Chain?
    ) {
        guard steps > 0 else { return }
        steps -= 1
        var ended = chain
        ended.root = root(of: last)
        if best.map({ isBetter(ended, than: $0) }) ?? true { best = ended }
        for issuer in issuers(of: last)
        where !issuer.isSelfSigned && issuer != leaf && !chain.certificates.contains(issuer) {
            var longer = chain
            longer.certificates.append(issuer)
            extend(longer, from: issuer, leaf, &best)
        }
    }

    private mutating func issuers(of certificate: Certificate) -> [Certificate] {
        if let issuers = known[certificate] { return issuers }
        let issuers = certificates.filter { $0 != certificate && $0.issued(certificate) }
        known[certificate] = issuers
        return issuers
    }

    /// A root of the files or of the anchors, preferably a currently valid one.
    private mutating func root(of certificate: Certificate) -> Certificate? {
        if let root = roots[certificate] { return root }
        var all = issuers(of: certificate).filter(\.isSelfSigned)
        if let anchor = anchors?.issuer(of: certificate), anchor.isSelfSigned { all.append(anchor) }
        let root = all.first(where: isGood) ?? all.first
        roots[certificate] = .some(root)
        return root
    }

    private func isGood(_ certificate: Certificate) -> Bool {
        now.map(certificate.isGood) ?? true
    }

    private func isBetter(_ left: Chain, than right: Chain) -> Bool {
        func ranks(_ chain: Chain) -> [Int] {
            let isTimely = chain.certificates.allSatisfy(isGood)
            let isWhole = chain.root.map(isGood) ?? false
            return [
                isTimely && isWhole ? 1 : 0, chain.root == nil ? 0 : 1, chain.certificates.count,
                isTimely ? 1 : 0,
            ]
        }
        let (ours, theirs) = (ranks(left), ranks(right))
        if ours != theirs { return theirs.lexicographicallyPrecedes(ours) }
        for (one, other) in zip(left.certificates, right.certificates) where one != other {
            return other.isOlder(than: one)
        }
        return false
    }
}

extension Certificate {
    /// Whether the time is within its validity.
    func isGood(at now: UTCTime) -> Bool { notBefore <= now && now <= notAfter }

    /// Whether another certificate with the same key is newer.
    func isOlder(than other: Certificate) -> Bool {
        (notBefore, notAfter, fingerprint) < (other.notBefore, other.notAfter, other.fingerprint)
    }
}
