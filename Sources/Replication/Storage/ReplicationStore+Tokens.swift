import Model

extension ReplicationStore {
    /// Issues a token.
    ///
    /// **Errors:** `HostFailure`.
    public func issue(
        by issuer: Fingerprint, node: String, now: Int64
    ) throws(HostFailure) -> JoinToken {
        let token = JoinToken(issuer: issuer, node: node)
        try locked { () throws(HostFailure) in
            let valid = try tokens().filter { $0.isValid(at: now) }
            let new = StoredToken(key: token.key, expires: now + JoinToken.lifetime)
            try save(Array((valid + [new]).suffix(StoredToken.limit)))
        }
        return token
    }

    /// Spends the token of a proof, and returns whether there is one.
    ///
    /// A wrong proof ends no token: the secrets are too long to be guessed, and any host could end
    /// an invitation otherwise.
    ///
    /// **Errors:** `HostFailure`; the token is not spent.
    public func spend(
        _ proof: Digest, server: Fingerprint, joiner: Fingerprint, name: String, now: Int64
    ) throws(HostFailure) -> Bool {
        try locked { () throws(HostFailure) in
            var rest = try tokens().filter { $0.isValid(at: now) }
            let place = rest.firstIndex { token in
                JoinToken.proof(key: token.key, server: server, joiner: joiner, name: name)
                    .isEqual(to: proof)
            }
            guard let place else { return false }
            rest.remove(at: place)
            try save(rest)
            return true
        }
    }
}

extension Digest {
    /// Whether two digests are equal, in a time that does not depend on their bytes.
    func isEqual(to other: Digest) -> Bool {
        zip(bytes, other.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
