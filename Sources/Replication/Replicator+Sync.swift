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
        let others = trust.others
        // A name, or the first label of the host name under which the node joined.
        guard
            let record = others.first(where: { $0.name == node })
                ?? others.first(where: { $0.name.prefix { $0 != "." } == node })
        else {
            return answerSync(
                SyncAnswer(isDone: false, message: "no node \(node) is trusted here"))
        }
        let peer = record.fingerprint
        sync?.peer = peer
        guard let standing = peers[peer], let offer = standing.offer, standing.isConnected else {
            sync?.obstacle =
                "there is no connection to \(node): "
                + (peers[peer]?.failure ?? "it was not tried yet")
            return
        }
        guard offer.contents != replica.record?.position?.contents else {
            return await end(request, "the configuration of \(node) is in force here already")
        }
        if !replica.lacking(offer.manifest).isEmpty {
            sync?.obstacle = "the files of \(node) are not here yet"
            if !request.hasAsked {
                sync?.hasAsked = true
                peers[peer]?.renewed = nil
            }
            _ = await isComplete(offer, of: peer)
            return
        }
        refusals[offer.id] = nil
        let position = position(
            afterEditTo: offer.contents, replacing: otherVectors)
        guard await isActivated(offer, of: peer, at: position, keeping: "conflict") else {
            let reason = refusals[offer.id]?.reason ?? "its files can't be activated now"
            return answerSync(
                SyncAnswer(
                    isDone: false,
                    message: "the configuration of \(node) is refused here: \(reason)"))
        }
        await ports.tell(
            .replicated,
            "the configuration of \(node) was chosen for all nodes: generation "
                + "\(position.vector.total)")
        await ports.activated()
        await end(
            request, "the configuration of \(node) is in force here, and is sent to all nodes")
    }

    /// Makes the configuration of this node a new generation.
    private func keepOwn() async {
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
        answerSync(SyncAnswer(isDone: true, message: message))
    }

    private var otherVectors: [VersionVector] {
        peers.values.compactMap(\.offer?.manifest.vector)
    }
}
