import Model

extension Replicator {
    /// Records a problem of this turn.
    func note(_ part: Findings.Part, _ text: String) {
        findings.problems[part] = text
    }

    /// Tells the events of a turn.
    func tellFindings() async {
        for text in findings.joined { await ports.tell(.peer, text) }
        findings.joined = []
        let (news, recovery) = findings.end(at: site.name)
        for text in news { await ports.tell(.replication, text) }
        if let recovery { await ports.tell(.recovered, recovery) }
        let changes = findings.absences.note(peers.mapValues(\.isConnected), at: .now)
        for peer in changes.lost.sorted() {
            let reason = peers[peer]?.failure ?? "no answer"
            await ports.tell(
                .replication, "\(name(of: peer)) can't be reached for replication: \(reason)")
        }
        for peer in changes.returned.sorted() {
            await ports.tell(.recovered, "replication: \(name(of: peer)) can be reached again")
        }
    }

    /// Reports the state of each peer's generation here to that peer.
    func sendReports() async {
        for (peer, standing) in peers where standing.isConnected {
            guard let report = report(on: standing), report != standing.sent,
                let link = await network.link(to: peer)
            else { continue }
            peers[peer]?.sent = report
            Task {
                do throws(PeerFailure) {
                    try await link.report(report)
                } catch {
                    // The next turn sends it again.
                    self.retract(report, to: peer)
                }
            }
        }
    }

    private func retract(_ report: PeerReport, to peer: Fingerprint) {
        if peers[peer]?.sent == report { peers[peer]?.sent = nil }
    }

    /// Returns the report on a peer's generation; nil: it is older than the one in force.
    private func report(on standing: PeerStanding) -> PeerReport? {
        guard let offer = standing.offer else {
            return standing.rejected.map {
                PeerReport(generation: $0, state: .refused, refusal: standing.refusal)
            }
        }
        switch relation(of: offer) {
        case .older: return nil
        case .same, .equivalent: return PeerReport(generation: offer.id, state: .current)
        case .conflict:
            return PeerReport(generation: offer.id, state: .conflict, files: files(of: offer))
        case .newer:
            if let refusal = refusals[offer.id] {
                return PeerReport(
                    generation: offer.id, state: .refused,
                    refusal: String(refusal.reason.prefix(1000)), files: files(of: offer))
            }
            let isEdited = findings.lastingConflict?.node == site.name
            return PeerReport(
                generation: offer.id, state: isEdited ? .conflict : .behind,
                files: isEdited ? findings.lastingConflict?.files ?? [] : files(of: offer))
        }
    }

    /// Returns the state of replication.
    func makeStatus() -> ReplicationStatus? {
        guard replica.settings != nil else { return nil }
        var status = ReplicationStatus(node: site.name)
        if let manifest = replica.manifest {
            status.generation = ReplicationStatus.Generation(manifest)
        }
        status.conflict = findings.lastingConflict
        status.outside = replica.look?.outside ?? []
        status.missing = (replica.look?.missing ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        status.failure = findings.problems.min { $0.key < $1.key }?.value
        status.isRevoked = trust.isRevoked ? true : nil
        for record in trust.others {
            guard let standing = peers[record.fingerprint] else { continue }
            status.peers.append(peer(record, standing))
        }
        return status
    }

    private func peer(
        _ record: PeerRecord, _ standing: PeerStanding
    ) -> ReplicationStatus.Peer {
        let relation: Position.Relation? = standing.offer.map(relation(of:))
        let report = standing.report.flatMap {
            $0.generation == replica.id ? $0 : nil
        }
        var state = ReplicationStatus.PeerState.unknown
        var (refusal, files): (String?, [String]) = (nil, [])
        switch relation {
        case .same, .equivalent: state = .current
        case .newer:
            state = .ahead
            files = standing.offer.map(self.files(of:)) ?? []
            refusal = standing.offer.flatMap { refusals[$0.id]?.reason }
        case .conflict:
            state = .conflict
            files = standing.offer.map(self.files(of:)) ?? []
        case .older, nil:
            switch report?.state {
            case .current: state = .current
            case .refused: state = .refused
            case .conflict: state = .conflict
            case .behind: state = .behind
            case nil: state = relation == .older ? .behind : .unknown
            }
            (refusal, files) = (report?.refusal, report?.files ?? [])
        }
        if let text = standing.refusal { (state, refusal) = (.refused, text) }
        if !standing.isConnected, state != .refused, state != .conflict {
            (state, refusal) = (.unreachable, standing.failure)
        }
        var peer = ReplicationStatus.Peer(
            name: record.name, addresses: record.addresses, isConnected: standing.isConnected,
            since: standing.since, state: state)
        peer.generation = standing.offer?.contents.short
        peer.refusal = refusal
        peer.files = files
        peer.heard = standing.heard
        peer.unaware = trust.membership.revoked.lazy
            .filter { standing.revoked?.contains($0.fingerprint) != true }
            .prefix(PeerReport.fileLimit).map(\.name)
        peer.lag = lag(record.fingerprint, standing, relation)
        return peer
    }

    /// Returns the time for which a peer has lacked the generation in force here.
    private func lag(
        _ peer: Fingerprint, _ standing: PeerStanding, _ relation: Position.Relation?
    ) -> Int? {
        let isCurrent =
            relation == .same || relation == .equivalent || relation == .newer
            || standing.report?.state == .current
                && standing.report?.generation == replica.id
        guard !isCurrent, replica.record?.position != nil else {
            peers[peer]?.behindSince = nil
            return nil
        }
        let now = site.wallClock()
        let since = standing.behindSince ?? now
        peers[peer]?.behindSince = since
        return max(0, Int((now - since) / 1000))
    }
}
