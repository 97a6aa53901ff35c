import Model

extension Replicator {
    /// Answers the request of `ballast peer sync`.
    func answerSync(_ answer: SyncAnswer) {
        sync?.continuation.resume(returning: answer)
        sync = nil
    }

    /// Makes the chosen configuration a new generation, once it is here.
    func settleSync() async {
        guard let request = sync else { return }
        let node = request.node
        if ContinuousClock.now - request.began > SyncRequest.patience {
            return answerSync(
                SyncAnswer(isDone: false, message: "nothing has changed: \(request.obstacle)"))
        }
        if node == site.name { return await keepOwn() }
        guard let record = trust.other(named: node) else {
            return answerSync(
                SyncAnswer(isDone: false, message: "no node \(node) is trusted here"))
        }
        let peer = record.fingerprint
        guard let asked = request.asked else {
            // The last offer may be of before an edit, or of before a cut.
            sync?.peer = peer
            sync?.asked = .now
            sync?.obstacle = "there is no connection to \(node) yet"
            await network.link(to: peer)?.renew()
            return
        }
        guard let standing = peers[peer], standing.isConnected else {
            sync?.obstacle =
                "there is no connection to \(node): "
                + (peers[peer]?.failure ?? "it was not tried yet")
            return
        }
        guard let offer = standing.offer, let time = standing.offered, time > asked else {
            sync?.obstacle = standing.refusal ?? "\(node) has not sent its configuration yet"
            return
        }
        let isSame = offer.contents == replica.record?.position?.contents
        guard !isSame || replica.isEdited else {
            return await end(request, "the configuration of \(node) is in force here already")
        }
        if !replica.lacking(offer.manifest).isEmpty {
            sync?.obstacle =
                "the files of \(node) are not here yet; try again once they have arrived"
            _ = await isComplete(offer, of: peer)
            return
        }
        refusals[offer.id] = nil
        let isLoss = !isSame && relation(of: offer) != .newer
        let position =
            isSame
            ? replica.record?.position ?? Position(contents: offer.contents, vector: .init())
            : position(afterEditTo: offer.contents, replacing: otherVectors)
        guard
            await isActivated(
                offer, of: peer, at: position, keeping: "conflict", copying: isLoss)
        else {
            let reason = refusals[offer.id]?.reason ?? "its files can't be activated now"
            return answerSync(
                SyncAnswer(
                    isDone: false,
                    message: "the configuration of \(node) is refused here: \(reason)"))
        }
        await ports.tell(
            .replicated,
            "the configuration of \(node) was chosen for all nodes: generation "
                + "\(position.vector.total)\(isLoss ? Self.keptCopies : "")")
        await ports.activated()
        await end(
            request,
            "the configuration of \(node) is in force here, and is sent to all nodes"
                + (isLoss ? Self.keptCopies : ""))
    }

    /// The end of a sentence on a conflict that this node has lost.
    static let keptCopies = "; files that were replaced are kept with the ending .conflict"

    /// Makes the configuration of this node a new generation.
    private func keepOwn() async {
        guard replica.isAccepted else {
            return answerSync(
                SyncAnswer(
                    isDone: false,
                    message: "the document on disk is not in force on this node: mend it first, "
                        + "or give another node"))
        }
        guard let manifest = replica.manifest, replica.record?.isJoining != true else {
            do throws(HostFailure) {
                guard try replica.endJoining() else {
                    return answerSync(
                        SyncAnswer(
                            isDone: false, message: "no document is in force on this node"))
                }
            } catch {
                return answerSync(SyncAnswer(isDone: false, message: "\(error)"))
            }
            sync?.obstacle = "this node has no generation yet"
            return wake()
        }
        let position = position(afterEditTo: manifest.contents, replacing: otherVectors)
        await adopt(manifest, position)
        guard replica.record?.position == position else {
            let reason = findings.problems[.publication] ?? "it can't be saved"
            return answerSync(SyncAnswer(isDone: false, message: reason))
        }
        await countChosenEdits()
        answerSync(
            SyncAnswer(
                isDone: true, message: "the configuration of this node is sent to all nodes"))
    }

    /// Replaces the histories of all other nodes by a generation of this one.
    private func end(_ request: SyncRequest, _ message: String) async {
        let seen = otherVectors.reduce(VersionVector()) { $0.merged(with: $1) }
        if let position = replica.record?.position, let manifest = replica.manifest,
            ![.same, .older].contains(seen.compared(to: position.vector))
        {
            await adopt(
                manifest, self.position(afterEditTo: position.contents, replacing: otherVectors))
        }
        await countChosenEdits()
        answerSync(SyncAnswer(isDone: true, message: message))
    }

    /// Makes the edits of revoked nodes count that the choice of the operator has replaced or
    /// includes, so that all nodes take it.
    private func countChosenEdits() async {
        guard let vector = replica.record?.position?.vector, trust.counted.isExceeded(by: vector)
        else { return }
        do throws(HostFailure) {
            try replica.store.change { (all) throws(HostFailure) in all.counting(vector) }
            try await refreshTrust()
        } catch {
            note(.store, "\(error)")
        }
    }

    private var otherVectors: [VersionVector] {
        peers.values.compactMap(\.offer?.manifest.vector)
    }
}
