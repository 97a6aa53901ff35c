import Addresses
import Model
import Synchronization

/// The answers to peers: what they may do is known without a wait, all else the replicator knows.
final class PeerGate: PeerAnswers {
    private let trusted = Mutex<Set<Fingerprint>>([])
    private let objects: ObjectStore
    private let replicator: Replicator

    init(_ replicator: Replicator, _ objects: ObjectStore) {
        self.replicator = replicator
        self.objects = objects
    }

    /// Replaces the trusted identities.
    func trust(_ identities: Set<Fingerprint>) {
        trusted.withLock { $0 = identities }
    }

    func isTrusted(_ fingerprint: Fingerprint) -> Bool {
        trusted.withLock { $0.contains(fingerprint) }
    }

    func hello(_ hello: PeerHello, from peer: Fingerprint) async -> PeerHello {
        await replicator.merge(hello.membership)
        return await replicator.hello()
    }

    func generation(after known: Digest?) async -> SignedManifest? {
        await replicator.generation(after: known)
    }

    func object(_ digest: Digest) async -> StoredObject? {
        objects.object(digest).map { StoredObject(path: $0.path, size: $0.size) }
    }

    func report(_ report: PeerReport, from peer: Fingerprint) async {
        await replicator.note(report, from: peer)
    }

    func join(
        _ request: JoinRequest, certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply {
        try await replicator.admit(request, certificate, from: address)
    }
}
