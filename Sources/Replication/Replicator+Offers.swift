import Model

extension Replicator {
    /// Compares the offers of all peers with the generation in force, and activates a newer one.
    func settleOffers() async {
        for (peer, standing) in peers {
            guard let offer = standing.offer, replica.record?.position != nil,
                relation(of: offer) == .equivalent
            else { continue }
            await join(offer, of: peer)
        }
        var newest: (peer: Fingerprint, offer: PeerStanding.Offer)?
        var isAgreed = true
        for (peer, standing) in peers.sorted(by: { $0.key < $1.key }) {
            guard let offer = standing.offer else { continue }
            switch relation(of: offer) {
            case .same, .equivalent: continue
            case .older: isAgreed = false
            case .newer:
                isAgreed = false
                if let best = newest?.offer.manifest,
                    offer.manifest.vector.compared(to: best.vector) != .newer
                {
                    continue
                }
                newest = (peer, offer)
            case .conflict:
                isAgreed = false
                findings.conflict = ReplicationStatus.Conflict(
                    node: name(of: peer), files: files(of: offer),
                    revoked: trust.membership.author(ofUncountedIn: offer.manifest.vector)
                        ?? uncountedAuthor)
            }
        }
        if isAgreed { findings.isLosing = false }
        if let newest { return await take(newest.offer, of: newest.peer) }
        if findings.conflict == nil, let uncountedAuthor {
            findings.conflict = ReplicationStatus.Conflict(
                node: site.name, files: [], revoked: uncountedAuthor)
        }
    }

    /// The revoked node that has edits in the configuration here that do not count; nil: there are
    /// none.
    var uncountedAuthor: String? {
        (replica.record?.position?.vector)
            .flatMap(trust.membership.author(ofUncountedIn:))
    }

    /// Merges the history of a generation with the same contents.
    private func join(_ offer: PeerStanding.Offer, of peer: Fingerprint) async {
        guard
            let position = replica.record?.position?.counting(trust.counted)
                .joined(with: offer.manifest.vector)
        else { return }
        guard position.vector == offer.manifest.vector else {
            guard let manifest = replica.manifest else { return }
            return await adopt(manifest, position)
        }
        do throws(HostFailure) {
            try replica.adopt(offer.signed, position)
        } catch {
            return note(.publication, "\(error)")
        }
        await network.announce()
    }

    /// Activates a newer generation, once its contents are here.
    private func take(_ offer: PeerStanding.Offer, of peer: Fingerprint) async {
        let position =
            replica.record?.position?.counting(trust.counted)
            .replaced(by: offer.contents, offer.manifest.vector)
            ?? Position(contents: offer.contents, vector: offer.manifest.vector)
        let isFirst = replica.record?.position == nil
        let author = uncountedAuthor
        if author != nil { findings.isLosing = true }
        let isLoss = findings.isLosing
        let changed = replica.differences(from: offer.manifest)
        guard
            await isActivated(
                offer, of: peer, at: position, keeping: isFirst ? "before-join" : nil,
                copying: isLoss)
        else { return }
        await ports.tell(
            .replicated,
            "generation \(offer.manifest.number) of \(offer.manifest.author) is in force here: "
                + Self.list(changed)
                + (author.map { ", in place of edits that \($0) made after its revocation" } ?? "")
                + (isLoss ? Self.keptCopies : ""))
        await ports.activated()
    }

    /// Stages, validates and activates a generation of a peer, and returns whether it is in force.
    ///
    /// - Parameters:
    ///   - position: the place in history that it gets here; one that is not its own is signed.
    ///   - suffix: that of copies of files with edits; nil: such files are a conflict.
    ///   - copying: whether all replaced files are kept.
    func isActivated(
        _ offer: PeerStanding.Offer, of peer: Fingerprint, at position: Position,
        keeping suffix: String?, copying: Bool
    ) async -> Bool {
        if let refusal = refusals[offer.id], !refusal.isDue(localState, at: site.wallClock()) {
            findings.problems[.refusal] = Self.sentence(offer, refusal.reason)
            return false
        }
        guard await isComplete(offer, of: peer) else { return false }
        let record = replica.record
        do throws(HostFailure) {
            let staging = try Staging(
                offer.manifest, offer.id, for: replica.tree, in: replica.store)
            defer { staging.remove() }
            let diagnostics = await ports.validate(staging.document, staging.bytes)
            let errors = staging.message(Self.errors(diagnostics))
            guard errors.isEmpty else {
                await refuse(offer, errors, isOfHost: false)
                return false
            }
        } catch {
            await refuse(offer, "\(error)", isOfHost: true)
            return false
        }
        // The validation took a while, in which a command may have revoked the author.
        do throws(HostFailure) {
            try await refreshTrust()
        } catch {
            note(.store, "\(error)")
            return false
        }
        guard replica.record == record, trust.membership.isTrusted(offer.signed.signer) else {
            return false
        }
        do throws(ActivationFailure) {
            let signed = try sign(offer, at: position)
            try replica.activate(
                signed, offer.manifest, position, keeping: suffix, copying: copying)
        } catch {
            switch error {
            case .host(let failure): await refuse(offer, "\(failure)", isOfHost: true)
            case .edited(let paths):
                findings.conflict = ReplicationStatus.Conflict(
                    node: site.name, files: paths.map { $0.isEmpty ? replica.tree.name : $0 })
            case .interrupted: break
            }
            return false
        }
        refusals = [:]
        findings.isLosing = false
        collect()
        await network.announce()
        return true
    }

    private func sign(
        _ offer: PeerStanding.Offer, at position: Position
    ) throws(ActivationFailure) -> SignedManifest {
        guard position.vector != offer.manifest.vector else { return offer.signed }
        do throws(HostFailure) {
            guard let identity = trust.identity else {
                throw HostFailure(operation: "sign", reason: "this node has no identity")
            }
            return try identity.sign(offer.manifest.with(position.vector))
        } catch {
            throw .host(error)
        }
    }

    /// Whether all contents of an offer are here; if not, the peer offers it again.
    func isComplete(_ offer: PeerStanding.Offer, of peer: Fingerprint) async -> Bool {
        guard !replica.lacking(offer.manifest).isEmpty else { return true }
        if !fetching.contains(offer.id), peers[peer]?.isDue(site.wallClock()) == true {
            peers[peer]?.renewed = site.wallClock()
            await network.link(to: peer)?.renew()
        }
        return false
    }

    /// Records the refusal of a generation.
    func refuse(_ offer: PeerStanding.Offer, _ reason: String, isOfHost: Bool) async {
        let isNew = refusals[offer.id]?.reason != reason
        refusals[offer.id] = GenerationRefusal(
            reason: reason, isOfHost: isOfHost, time: site.wallClock(), state: localState)
        findings.problems[.refusal] = Self.sentence(offer, reason)
        if isOfHost { collect() }
        if isNew { await ports.tell(.replication, Self.sentence(offer, reason)) }
    }

    /// A number that changes with the files of this node.
    var localState: Int {
        var hasher = Hasher()
        hasher.combine(replica.accepted?.digest)
        hasher.combine(replica.look?.files)
        hasher.combine(replica.look?.missing)
        return hasher.finalize()
    }

    /// Returns the paths of files that differ from an offer, at most as many as a report has.
    func files(of offer: PeerStanding.Offer) -> [String] {
        Array(replica.differences(from: offer.manifest).prefix(PeerReport.fileLimit))
    }

    /// Returns the relation of an offer to the generation in force.
    func relation(of offer: PeerStanding.Offer) -> Position.Relation {
        replica.relation(of: offer.contents, offer.manifest.vector, counting: trust.counted)
    }

    /// Returns the name of a peer.
    func name(of peer: Fingerprint) -> String {
        trust.membership.records[peer]?.name ?? "\(peer.digest.short)"
    }

    private static func sentence(_ offer: PeerStanding.Offer, _ reason: String) -> String {
        "generation \(offer.manifest.number) of \(offer.manifest.author) is refused here: \(reason)"
    }

    /// Returns the names of files for a sentence, at most five.
    static func list(_ files: [String]) -> String {
        let shown = files.prefix(5).joined(separator: ", ")
        return files.count > 5 ? "\(shown) and \(files.count - 5) more files" : shown
    }
}
