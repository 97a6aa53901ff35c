extension Identity {
    /// An identity, with the unused objects of the files.
    public struct Sorted {
        /// Key, certificate and chain.
        public let identity: Identity
        /// The unused objects, with the reasons, in sentences.
        public let leftOut: [String]
        /// Further notes about the files, in sentences.
        public let notes: [String]
    }

    /// Selects key, certificate and chain from files in any order.
    ///
    /// The certificate is the one of the key; among several, the newest valid one. The chain is
    /// built from it by signatures and validity. A root is omitted, because clients have it or
    /// would not trust it.
    ///
    /// **Source:** RFC 8446 section 4.4.2.
    ///
    /// - Parameters:
    ///   - spare: the key to use when the files have none: the key of the certificate request.
    ///   - anchors: further roots at which a chain may end.
    ///   - now: the time of validity, to avoid expired certificates; nil: every time is valid.
    ///
    /// **Errors:** no certificate, no key, no certificate for the key, several keys with
    /// certificates; each names the other objects of the files.
    public static func sorted(
        from contents: FileContents, spare: PrivateKey? = nil, anchors: TrustAnchors? = nil,
        now: UTCTime? = nil
    ) throws(CertificateFailure) -> Sorted {
        func failure(_ reason: String, hint: String? = nil) -> CertificateFailure {
            CertificateFailure(
                "sort out key and certificate", reason + contents.besides, hint: hint)
        }
        var seen: Set<Certificate> = []
        let certificates = contents.certificates.filter { seen.insert($0).inserted }
        guard !certificates.isEmpty else { throw failure("there is no certificate") }
        var keys = contents.keys.isEmpty ? [spare].compactMap(\.self) : contents.keys
        var known: Set<[UInt8]> = []
        keys = keys.filter { known.insert($0.publicKey).inserted }
        guard !keys.isEmpty else {
            throw failure(
                "there is no private key", hint: "import the key together with its certificate")
        }
        let pairs = keys.map { key in (key, certificates.filter { key.matches($0) }) }
            .filter { !$0.1.isEmpty }
        guard let (key, own) = pairs.first,
            let leaf = own.max(by: { isWorse($0, than: $1, at: now) })
        else {
            let subjects = certificates.map(\.description).joined(separator: "; ")
            throw failure("the key belongs to none of: \(subjects)")
        }
        guard pairs.count == 1 else {
            throw failure(
                "there are \(pairs.count) keys with certificates", hint: "import them one by one")
        }
        let others = certificates.filter { $0 != leaf }
        var search = ChainSearch(others, anchors: anchors, now: now)
        let chain = search.best(of: leaf)
        let leftOut =
            keys.filter { $0 !== key }.map { "\($0): belongs to no certificate" }
            + others.filter { !chain.certificates.contains($0) }
            .map { reason(for: $0, outside: chain, of: leaf, at: now) }
            + contents.ignored.map { "\($0): of no use here" }
        return Sorted(
            identity: Identity(key: key, leaf: leaf, chain: chain.certificates),
            leftOut: leftOut, notes: contents.notes)
    }

    /// The reason why a certificate is not in the chain, in a sentence.
    private static func reason(
        for other: Certificate, outside chain: ChainSearch.Chain, of leaf: Certificate,
        at now: UTCTime?
    ) -> String {
        let last = chain.certificates.last ?? leaf
        guard ([leaf] + chain.certificates).contains(where: other.issued) else {
            return "\(other): not in the chain of \(leaf)"
        }
        if other.isSelfSigned { return "\(other): a root, which clients have" }
        let name = "\(other), signed by \(other.issuer)"
        if let now, other.notAfter < now { return "\(name): expired on \(other.notAfter)" }
        return "\(name): not needed, \((chain.root ?? last).description) ends the chain"
    }

    /// A valid certificate is better than an invalid one, then the newer one is better.
    private static func isWorse(
        _ left: Certificate, than right: Certificate, at now: UTCTime?
    ) -> Bool {
        if let now, left.isGood(at: now) != right.isGood(at: now) { return right.isGood(at: now) }
        return left.isOlder(than: right)
    }
}
