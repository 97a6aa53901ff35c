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
            let valid = try tokens().filter { $0.expires > now }
            let new = StoredToken(key: token.key, expires: now + JoinToken.lifetime)
            try save(Array((valid + [new]).suffix(StoredToken.limit)))
        }
        return token
    }

    /// Spends the token of a proof, and returns whether there is one; a wrong proof is counted.
    ///
    /// **Errors:** `HostFailure`; the token is not spent.
    public func spend(
        _ proof: Digest, server: Fingerprint, joiner: Fingerprint, name: String, now: Int64
    ) throws(HostFailure) -> Bool {
        try locked { () throws(HostFailure) in
            let all = try tokens()
            var rest = all.filter { $0.expires > now }
            let place = rest.firstIndex { token in
                JoinToken.proof(key: token.key, server: server, joiner: joiner, name: name)
                    .isEqual(to: proof)
            }
            if let place {
                rest.remove(at: place)
            } else {
                for index in rest.indices { rest[index].failures += 1 }
                rest.removeAll { $0.failures >= StoredToken.failureLimit }
            }
            if rest != all { try save(rest) }
            return place != nil
        }
    }
}

extension Digest {
    /// Whether two digests are equal, in a time that does not depend on their bytes.
    func isEqual(to other: Digest) -> Bool {
        zip(bytes, other.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
