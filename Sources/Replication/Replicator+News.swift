import Addresses
import Files
import Model

extension Replicator: PeerNews {
    /// Records a connection to a peer.
    public func greeted(by peer: Fingerprint, with hello: PeerHello) async {
        guard peers[peer] != nil else { return }
        if peers[peer]?.isConnected != true { peers[peer]?.since = site.wallClock() }
        peers[peer]?.isConnected = true
        peers[peer]?.failure = nil
        peers[peer]?.sent = nil
        note(hello, of: peer, from: nil)
        await merge(hello.membership)
        wake()
    }

    /// Records a message of a peer.
    public func heard(_ peer: Fingerprint) {
        guard peers[peer] != nil else { return }
        peers[peer]?.heard = site.wallClock()
    }

    /// Records the run of a peer, the revocations that it knows, and its report on copies.
    ///
    /// - Parameter address: the address that it came from; nil: it answered a greeting.
    func note(_ hello: PeerHello, of peer: Fingerprint, from address: IPAddress?) {
        heard(peer)
        guard peers[peer] != nil else { return }
        peers[peer]?.revoked = Set(hello.membership.revoked.map(\.fingerprint))
        if address == nil { peers[peer]?.copies = hello.copies }
        guard let run = hello.run else { return }
        peers[peer]?.runs.note(run, from: address.map { "\($0)" }, at: site.wallClock())
    }

    /// Reports each identity that two hosts use.
    func noteCopies() {
        for (peer, standing) in peers.sorted(by: { $0.key < $1.key }) {
            if let hosts = peers[peer]?.runs.copies(at: site.wallClock()) {
                note(.copies, copies(of: name(of: peer), at: hosts))
            }
            if let hosts = standing.copies, standing.isConnected {
                note(.copies, copies(of: "this node", at: hosts))
            }
        }
    }

    private func copies(of node: String, at hosts: [String]) -> String {
        let places = hosts.isEmpty ? "" : ": \(hosts.joined(separator: " and "))"
        return "two hosts use the identity of \(node)\(places); edits of one are lost: stop the "
            + "copy, remove \(replica.identityPath) there, and join it as a node of its own"
    }

    /// Records the loss of the connection to a peer.
    public func lost(_ peer: Fingerprint, _ failure: PeerFailure) async {
        guard peers[peer] != nil else { return }
        // 410: a trusted peer has revoked this node.
        if case .refused(status: 410, _) = failure, let own = trust.identity?.fingerprint {
            return await merge(trust.membership.revoking(own, at: site.now))
        }
        if peers[peer]?.isConnected == true { peers[peer]?.since = site.wallClock() }
        peers[peer]?.isConnected = false
        peers[peer]?.failure = "\(failure)"
        wake()
    }

    /// Checks a generation, and returns whether its contents are wanted here.
    public func offered(_ signed: SignedManifest, by peer: Fingerprint) async -> Bool {
        guard peers[peer] != nil else { return false }
        peers[peer]?.offered = .now
        heard(peer)
        let offer: PeerStanding.Offer
        do throws(ManifestRefusal) {
            offer = try verified(signed)
        } catch {
            let text = "a generation of \(name(of: peer)) is refused here: \(error)"
            if peers[peer]?.refusal != "\(error)" { await ports.tell(.replication, text) }
            peers[peer]?.refusal = "\(error)"
            peers[peer]?.offer = nil
            peers[peer]?.rejected = signed.id
            wake()
            return false
        }
        peers[peer]?.offer = offer
        peers[peer]?.refusal = nil
        wake()
        if sync?.peer == peer { return true }
        if let refusal = refusals[offer.id], !refusal.isDue(localState, at: site.wallClock()) {
            return false
        }
        return relation(of: offer) == .newer
    }

    /// Fetches the contents of the generation that a peer has offered last.
    public func fetch(
        _ id: Digest, of peer: Fingerprint, over connection: PeerConnection
    ) async throws(PeerFailure) {
        guard let offer = peers[peer]?.offer, offer.id == id, fetching.insert(id).inserted else {
            return
        }
        defer {
            fetching.remove(id)
            wake()
        }
        do {
            let lacking = replica.lacking(offer.manifest)
            try replica.store.objects.requireSpace(for: lacking)
            for entry in lacking {
                try await fetch(entry, over: connection)
            }
        } catch let failure as PeerFailure {
            throw failure
        } catch is CancellationError {
            // A newer generation is on its way.
            return
        } catch {
            await refuse(offer, "\(error)", isOfHost: true)
        }
    }

    /// Fetches the contents of an entry.
    func fetch(_ entry: Entry, over connection: PeerConnection) async throws {
        let objects = replica.store.objects
        try objects.make()
        let part = objects.partPath(of: entry.digest)
        var start = FileSignature.of(part)?.size ?? 0
        if start > entry.size {
            _ = try objects.finish(entry.digest, size: entry.size)
            start = 0
        }
        if start < entry.size || entry.size == 0 {
            try await connection.object(
                entry.digest, from: start, size: entry.size, into: PartFile(part))
        }
        guard try objects.finish(entry.digest, size: entry.size) else {
            throw PeerFailure.broken("an object with other contents")
        }
    }

    /// Checks the signature and the form of a generation.
    private func verified(
        _ signed: SignedManifest
    ) throws(ManifestRefusal) -> PeerStanding.Offer {
        guard let record = trust.membership.records[signed.signer] else {
            throw .signature("its signer \(signed.signer.digest.short) is not known here")
        }
        guard record.state == .trusted else {
            throw .signature("its signer \(record.name) was revoked")
        }
        guard SigningIdentity.verifies(signed, by: record.certificate) else {
            throw .signature("the signature of \(record.name) is not valid")
        }
        return PeerStanding.Offer(
            signed, try Manifest(encoded: signed.bytes, rule: replica.rule))
    }

    /// Returns the generation in force; nil: there is none, or it is this one, or edits from the
    /// time before the start have no generation yet.
    func generation(after known: Digest?) -> SignedManifest? {
        guard trust.isTrusted, replica.isServing, replica.settings != nil,
            let signed = replica.record?.signed, trust.membership.isTrusted(signed.signer),
            replica.id != known
        else { return nil }
        return signed
    }

    /// Records the report of a peer.
    func note(_ report: PeerReport, from peer: Fingerprint) async {
        guard let former = peers[peer] else { return }
        peers[peer]?.report = report
        heard(peer)
        wake()
        guard report.state == .refused, former.report != report,
            report.generation == replica.id
        else { return }
        await ports.tell(
            .replication,
            "\(name(of: peer)) refuses the configuration of this node: "
                + (report.refusal ?? "without a reason"))
    }
}
