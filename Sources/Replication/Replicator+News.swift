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
        await merge(hello.membership)
        wake()
    }

    /// Records the loss of the connection to a peer.
    public func lost(_ peer: Fingerprint, _ failure: PeerFailure) {
        guard peers[peer] != nil else { return }
        if peers[peer]?.isConnected == true { peers[peer]?.since = site.wallClock() }
        peers[peer]?.isConnected = false
        peers[peer]?.failure = "\(failure)"
        wake()
    }

    /// Checks a generation, and fetches its contents if it is newer.
    public func offered(
        _ signed: SignedManifest, by peer: Fingerprint, over connection: PeerConnection
    ) async throws(PeerFailure) {
        guard peers[peer] != nil else { return }
        let offer: PeerStanding.Offer
        do throws(ManifestRefusal) {
            offer = try verified(signed)
        } catch {
            let text = "a generation of \(name(of: peer)) is refused here: \(error)"
            if peers[peer]?.refusal != "\(error)" { await ports.tell(.replication, text) }
            peers[peer]?.refusal = "\(error)"
            peers[peer]?.offer = nil
            peers[peer]?.rejected = signed.id
            return wake()
        }
        peers[peer]?.offer = offer
        peers[peer]?.refusal = nil
        wake()
        let isWanted = sync?.peer == peer || relation(of: offer) == .newer
        if let refusal = refusals[offer.id], !refusal.isDue(localState, at: site.wallClock()) {
            return
        }
        guard isWanted, fetching.insert(offer.id).inserted else { return }
        defer {
            fetching.remove(offer.id)
            wake()
        }
        do {
            for entry in replica.lacking(offer.manifest) {
                try await fetch(entry, over: connection)
            }
        } catch let failure as PeerFailure {
            throw failure
        } catch {
            // The connection was given up; the link makes another.
            await refuse(offer, "\(error)", isOfHost: true)
        }
    }

    private func fetch(_ entry: Entry, over connection: PeerConnection) async throws {
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

    /// Returns the generation in force; nil: there is none, or it is this one.
    func generation(after known: Digest?) -> SignedManifest? {
        guard trust.isTrusted, replica.settings != nil, let signed = replica.record?.signed,
            replica.id != known
        else { return nil }
        return signed
    }

    /// Records the report of a peer.
    func note(_ report: PeerReport, from peer: Fingerprint) async {
        guard let former = peers[peer] else { return }
        peers[peer]?.report = report
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
