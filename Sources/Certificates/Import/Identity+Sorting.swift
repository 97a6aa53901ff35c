extension Identity {
    /// What was made of the files, and what was left out of it.
    public struct Sorted {
        /// Key, certificate and chain.
        public let identity: Identity
        /// What was there and is not used, with the reason, in sentences.
        public let leftOut: [String]
    }

    /// Key, certificate and chain from what files hold, in whatever order.
    ///
    /// The certificate is the one that the key belongs to; of several the newest. The chain is
    /// built from it by signatures. A root is left out: clients have it, or would not trust it.
    ///
    /// **Source:** RFC 8446 section 4.4.2.
    ///
    /// - Parameter spare: the key that is used when the files have none: the one that the request
    ///   was made for.
    ///
    /// **Errors:** no certificate, no key, no certificate for the key, several keys with
    /// certificates.
    public static func sorted(
        from contents: FileContents, spare: PrivateKey? = nil
    ) throws(CertificateFailure) -> Sorted {
        let operation = "sort out key and certificate"
        var seen: Set<Certificate> = []
        let certificates = contents.certificates.filter { seen.insert($0).inserted }
        guard !certificates.isEmpty else {
            throw CertificateFailure(operation, "there is no certificate")
        }
        var keys = contents.keys.isEmpty ? [spare].compactMap(\.self) : contents.keys
        var known: Set<[UInt8]> = []
        keys = keys.filter { known.insert($0.publicKey).inserted }
        guard !keys.isEmpty else {
            throw CertificateFailure(
                operation, "there is no private key",
                hint: "import the key together with its certificate")
        }
        let pairs = keys.map { key in (key, certificates.filter { key.matches($0) }) }
            .filter { !$0.1.isEmpty }
        guard let (key, own) = pairs.first, let leaf = own.max(by: Self.isWorse) else {
            let subjects = certificates.map(\.description).joined(separator: "; ")
            throw CertificateFailure(operation, "the key belongs to none of: \(subjects)")
        }
        guard pairs.count == 1 else {
            throw CertificateFailure(
                operation, "there are \(pairs.count) keys with certificates",
                hint: "import them one by one")
        }
        var rest = certificates.filter { $0 != leaf }
        var leftOut = keys.filter { $0 !== key }.map { "\($0): belongs to no certificate" }
        let chain = Self.chain(of: leaf, from: &rest, &leftOut)
        leftOut += rest.map { "\($0): not in the chain of \(leaf)" }
        leftOut += contents.ignored.map { "\($0): of no use here" }
        return Sorted(
            identity: Identity(key: key, leaf: leaf, chain: chain), leftOut: leftOut)
    }

    private static func chain(
        of leaf: Certificate, from rest: inout [Certificate], _ leftOut: inout [String]
    ) -> [Certificate] {
        var chain: [Certificate] = []
        var last = leaf
        while !last.isSelfSigned {
            let issuers = rest.filter { $0.issued(last) }
            guard let issuer = issuers.max(by: isWorse) else { break }
            rest.removeAll { $0 == issuer }
            guard !issuer.isSelfSigned else {
                leftOut.append("\(issuer): a root, which clients have")
                break
            }
            chain.append(issuer)
            last = issuer
        }
        return chain
    }

    /// An intermediate is better than a root that has its key, then the newer one is.
    private static func isWorse(_ left: Certificate, than right: Certificate) -> Bool {
        if left.isSelfSigned != right.isSelfSigned { return left.isSelfSigned }
        return (left.notBefore, left.notAfter, left.fingerprint)
            < (right.notBefore, right.notAfter, right.fingerprint)
    }
}
