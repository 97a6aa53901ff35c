import Addresses

@testable import Replication

/// The answers of a node, of which the first generation is late.
final class SlowAnswers: PeerAnswers {
    private let node: PortNode
    private let questions: AsyncStream<Void>
    private let question: AsyncStream<Void>.Continuation
    private let gate: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    init(_ node: PortNode) {
        self.node = node
        (questions, question) = AsyncStream.makeStream(of: Void.self)
        (gate, opening) = AsyncStream.makeStream(of: Void.self)
    }

    /// Waits for the first question.
    func asked() async {
        for await _ in questions { return }
    }

    /// Lets the first answer pass.
    func release() {
        opening.finish()
    }

    func isRevoked(_ fingerprint: Fingerprint) -> Bool { false }

    func isTrusted(_ fingerprint: Fingerprint) -> Bool { node.isTrusted(fingerprint) }

    func hello(
        _ hello: PeerHello, from peer: Fingerprint, at address: IPAddress?
    ) async -> PeerHello {
        await node.hello(hello, from: peer, at: address)
    }

    func generation(after known: Digest?) async -> SignedManifest? {
        let answer = await node.generation(after: known)
        question.yield()
        for await _ in gate {}
        return answer
    }

    func object(_ digest: Digest) async -> StoredObject? { await node.object(digest) }

    func report(_ report: PeerReport, from peer: Fingerprint) async {
        await node.report(report, from: peer)
    }

    func join(
        _ request: JoinRequest, certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply {
        try await node.join(request, certificate: certificate, from: address)
    }
}
