import Synchronization

@testable import Replication

/// Records the news of peers.
final class RecordedNews: PeerNews {
    enum News: Sendable, Hashable {
        case greeted(PeerHello)
        case offered(Digest)
        case lost(PeerFailure)
    }

    let all: AsyncStream<News>
    private let own: Mutex<PeerHello>
    private let next: AsyncStream<News>.Continuation
    /// The object that is fetched at each offer, and its place.
    private let object: (digest: Digest, size: Int, place: any ObjectSink)?

    init(_ own: PeerHello, fetching object: (Digest, Int, any ObjectSink)? = nil) {
        self.own = Mutex(own)
        self.object = object
        (all, next) = AsyncStream.makeStream(of: News.self)
    }

    /// Changes the hello of this node.
    func change(_ hello: PeerHello) {
        own.withLock { $0 = hello }
    }

    func hello() async -> PeerHello { own.withLock { $0 } }

    func greeted(by peer: Fingerprint, with hello: PeerHello) async {
        next.yield(.greeted(hello))
    }

    func heard(_ peer: Fingerprint) async {}

    func offered(_ signed: SignedManifest, by peer: Fingerprint) async -> Bool {
        if object == nil { next.yield(.offered(signed.id)) }
        return object != nil
    }

    func fetch(
        _ id: Digest, of peer: Fingerprint, over connection: PeerConnection
    ) async throws(PeerFailure) {
        guard let object else { return }
        do {
            try await connection.object(
                object.digest, from: 0, size: object.size, into: object.place)
        } catch {
            throw PeerFailure(error)
        }
        next.yield(.offered(id))
    }

    func lost(_ peer: Fingerprint, _ failure: PeerFailure) async {
        next.yield(.lost(failure))
    }
}
