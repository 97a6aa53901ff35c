import Files
import Model

extension Replicator {
    /// The largest documents whose texts are compared.
    ///
    /// **Unit:** bytes.
    private static let documentLimit = 4 << 20

    /// Compares the configuration in force with the last one that a node has offered.
    ///
    /// - Parameter node: the name of a trusted node.
    public func difference(from node: String) async -> PeerDifference {
        guard replica.settings != nil else {
            return PeerDifference(
                to: node, failure: "the document of this node has no cluster.replication")
        }
        guard let record = trust.other(named: node), let standing = peers[record.fingerprint] else {
            return PeerDifference(to: node, failure: "no other node \(node) is trusted here")
        }
        var difference = PeerDifference(to: node)
        difference.isConnected = standing.isConnected
        difference.heard = standing.heard
        difference.here = replica.manifest.map { ReplicationStatus.Generation($0) }
        // A report can arrive before the offer of the generation to which it relates.
        if let report = standing.report, report.state == .current, report.generation == replica.id,
            standing.offer.map({ relation(of: $0) == .older }) != false
        {
            difference.there = difference.here
            return difference
        }
        guard let offer = standing.offer else {
            let reason = standing.refusal ?? standing.failure
            return PeerDifference(
                to: node,
                failure: "the configuration of \(node) is not known here"
                    + (reason.map { ": \($0)" } ?? " yet"))
        }
        guard let own = replica.manifest else {
            return PeerDifference(to: node, failure: "no configuration is in force here yet")
        }
        difference.there = ReplicationStatus.Generation(offer.manifest)
        difference.files = files(of: own, unlike: offer.manifest)
        guard own.document.digest != offer.manifest.document.digest else { return difference }
        do {
            difference.document = try await documents(own, offer, of: record)
        } catch {
            difference.documentFailure = "\(error)"
        }
        return difference
    }

    private func files(of own: Manifest, unlike other: Manifest) -> [PeerDifference.File] {
        var pairs: [String: PeerDifference.File] = [:]
        for path in Replica.differences(own.entries, other.entries) {
            let name = path.isEmpty ? replica.tree.name : path
            pairs[path] = PeerDifference.File(path: name, here: nil, there: nil)
        }
        for entry in own.entries { pairs[entry.path]?.here = .init(entry) }
        for entry in other.entries { pairs[entry.path]?.there = .init(entry) }
        return pairs.values.sorted { $0.path < $1.path }
    }

    /// Returns the texts of both documents; that of the peer is fetched if it is not here.
    private func documents(
        _ own: Manifest, _ offer: PeerStanding.Offer, of peer: PeerRecord
    ) async throws -> PeerDifference.Texts {
        let entry = offer.manifest.document
        guard own.document.size <= Self.documentLimit, entry.size <= Self.documentLimit else {
            throw HostFailure(
                operation: "compare the documents",
                reason: "one of them has more than \(Self.documentLimit >> 20) MiB")
        }
        if !replica.store.objects.has(entry.digest, size: entry.size) {
            try await fetchDocument(offer, of: peer)
        }
        return PeerDifference.Texts(
            here: try text(of: own.document), there: try text(of: entry))
    }

    private func fetchDocument(
        _ offer: PeerStanding.Offer, of peer: PeerRecord
    ) async throws {
        guard let link = await network.link(to: peer.fingerprint),
            fetching.insert(offer.id).inserted
        else {
            throw HostFailure(
                operation: "fetch the document of \(peer.name)",
                reason: "it is on its way, or there is no connection")
        }
        defer { fetching.remove(offer.id) }
        try await link.use { connection in
            try await self.fetch(offer.manifest.document, over: connection)
        }
    }

    private func text(of document: Entry) throws(HostFailure) -> String {
        func failure(_ reason: String) -> HostFailure {
            HostFailure(operation: "compare the documents", reason: reason)
        }
        guard let object = replica.store.objects.object(document.digest) else {
            throw failure("\(document.digest.short) is not here")
        }
        do throws(FileRefusal) {
            let bytes = try TrustedFile.named(object.path, by: site.document)
                .read(limit: Self.documentLimit)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw failure("\(error)")
        }
    }
}

extension ReplicationStatus.Generation {
    /// Describes a generation.
    init(_ manifest: Manifest) {
        self.init(
            id: manifest.contents.short, author: manifest.author, number: manifest.number,
            written: manifest.written * 1000)
    }
}
