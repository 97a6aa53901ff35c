import Addresses
import Model
import Synchronization

/// The answers to peers: what they may do is known without a wait, all else the replicator knows.
final class PeerGate: PeerAnswers {
    private let identities = Mutex(Identities())
    private let objects: ObjectStore
    private let replicator: Replicator

    init(_ replicator: Replicator, _ objects: ObjectStore) {
        self.replicator = replicator
        self.objects = objects
    }

    private struct Identities {
        var trusted: Set<Fingerprint> = []
        var revoked: Set<Fingerprint> = []
    }

    /// Replaces the identities that are trusted and those that were revoked.
    func trust(_ trusted: Set<Fingerprint>, revoked: Set<Fingerprint>) {
        identities.withLock { $0 = Identities(trusted: trusted, revoked: revoked) }
    }

    func isTrusted(_ fingerprint: Fingerprint) -> Bool {
        identities.withLock { $0.trusted.contains(fingerprint) }
    }

    func isRevoked(_ fingerprint: Fingerprint) -> Bool {
        identities.withLock { $0.revoked.contains(fingerprint) }
    }

    func hello(
        _ hello: PeerHello, from peer: Fingerprint, at address: IPAddress?
    ) async -> PeerHello {
        await replicator.note(hello, of: peer, from: address)
        await replicator.merge(hello.membership)
        if let address, let port = hello.port {
            await replicator.note(PeerAddress(host: "\(address)", port: port), of: peer)
        }
        return await replicator.hello(to: peer)
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

    func exchange(
        _ entries: [UInt8], from peer: Fingerprint
    ) async throws(PeerRefusal) -> [UInt8] {
        try await replicator.exchange(entries, from: peer)
    }

    func keep(_ lines: [UInt8], from peer: Fingerprint) async throws(PeerRefusal) -> Int64 {
        try await replicator.keep(lines, from: peer)
    }

    func join(
        _ request: JoinRequest, certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply {
        try await replicator.admit(request, certificate, from: address)
    }
}
