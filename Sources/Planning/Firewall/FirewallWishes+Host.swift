import Addresses
import Model

/// The proofs of the document, walked through all rules of a host.
extension FirewallWishes {
    /// Returns the things that the rules of a host do otherwise than the document requires, a
    /// sentence each.
    ///
    /// Nothing follows from a rule that names an address which a proof has as an example.
    ///
    /// - Parameters:
    ///   - tables: the tables of one family in each variant of iptables.
    ///   - own: an address of the host; nil: none is known, and proofs of it are omitted.
    public func faults(through tables: [FirewallTables], own: IPAddress?) -> [String] {
        guard let family = tables.first?.family else { return [] }
        let index = tables.map { FirewallIndex($0) }
        return proofs.compactMap { proof in
            guard let proof = proof.onHost(family, own: own) else { return nil }
            let passage = FirewallPassage(proof.packet, through: index) { _ in true }
            guard passage.verdict != .undecided else { return nil }
            let isAccepted = passage.verdict == .accepted
            guard isAccepted != proof.isAccepted, !proof.isExample(for: passage) else { return nil }
            let verb = isAccepted ? "accept" : passage.verdict == .dropped ? "drop" : "reject"
            let program = passage.decidingWalk?.backend.map { " of \($0.program)" } ?? ""
            let rule = passage.deciding.map { "\($0)\(program)" }
            return "the rules of the host \(verb) \(proof.packet), against \(proof.reason): "
                + (rule ?? "the policy of \(passage.walks.last.map { "\($0.chain)" } ?? "a chain")")
        }
    }
}

extension FirewallProof {
    /// Returns the proof with an address of the host as its destination; nil: it is of another
    /// family, or needs one.
    fileprivate func onHost(_ family: AddressFamily, own: IPAddress?) -> FirewallProof? {
        guard packet.destination.address.family == family else { return nil }
        guard packet.destination.address == family.ownAddress else { return self }
        guard let own else { return nil }
        var proof = self
        proof.packet.destination = Endpoint(own, port: packet.destination.port)
        return proof
    }

    /// Whether a rule that drops the packet names the source that stands for all clients.
    fileprivate func isExample(for passage: FirewallPassage) -> Bool {
        let source = packet.source.address
        guard source == source.family.outsider || source == source.family.neighbour else {
            return false
        }
        return passage.walks.last?.matches.contains { match in
            match.rule.source != nil && !match.rule.negated.contains(.source)
        } ?? false
    }
}
