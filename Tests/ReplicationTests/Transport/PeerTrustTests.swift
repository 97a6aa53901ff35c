import Foundation
import NIOCore
import Testing

@testable import Replication

@Suite("Trust between nodes")
struct PeerTrustTests {
    private let node: PortNode
    private let peer: PortNode

    init() throws {
        node = try PortNode("lb1")
        peer = try PortNode("lb2")
    }

    @Test("a node that expects another certificate is named as such, not as one without TLS 1.3")
    func otherCertificate() async throws {
        let node = try PortNode()
        let (server, address) = try await node.serve()
        let (client, expected) = (try PortNode("lb2"), try PortNode("lb3"))
        await #expect(throws: PeerFailure.otherCertificate(node.fingerprint)) {
            try await client.connect(to: address, of: expected)
        }
        try await until { !node.seen.refused.isEmpty }
        #expect(node.seen.refused.first?.contains("it expects another certificate") == true)
        await server.close()
    }

    @Test("a node with an unknown certificate gets nothing, and is reported once")
    func stranger() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([1, 2, 3])
        _ = node.offer([1])
        for _ in 0..<5 {
            let connection = try await peer.connect(to: address, of: node)
            await #expect {
                try await connection.generation(after: nil)
            } throws: { ($0 as? PeerFailure)?.status == 403 }
        }
        let sink = MemorySink()
        await #expect {
            try await peer.connect(to: address, of: node)
                .object(digest, from: 0, size: 3, into: sink)
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        await #expect {
            try await peer.connect(to: address, of: node).hello(peer.hello)
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        await #expect {
            try await peer.connect(to: address, of: node)
                .report(PeerReport(generation: digest, state: .current))
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        await server.close()
        #expect(await sink.bytes.isEmpty)
        #expect(node.seen.hellos.isEmpty && node.seen.reports.isEmpty)
        try await until { !node.seen.refused.isEmpty }
        #expect(node.seen.refused.count == 1)
        #expect(node.seen.refused.first?.contains("\(peer.fingerprint)") == true)
    }

    @Test("a node that expects another certificate sends nothing")
    func otherServer() async throws {
        let other = try PortNode("lb3")
        node.trust(peer)
        let (server, address) = try await node.serve()
        await #expect(throws: PeerFailure.otherCertificate(node.fingerprint)) {
            try await peer.connect(to: address, of: other)
        }
        let token = try other.store.issue(by: other.fingerprint, node: "lb3", now: 1_800_000_000)
        await #expect(throws: PeerFailure.otherCertificate(node.fingerprint)) {
            try await PeerDialer(peer.identity).join(token, at: address, as: "lb2")
        }
        #expect(node.seen.hellos.isEmpty && node.seen.joined.isEmpty)
        await server.close()
    }

    @Test("a revocation ends the connections of a peer, and no others")
    func revocation() async throws {
        let other = try PortNode("lb3")
        node.trust(peer, other)
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        let kept = try await other.connect(to: address, of: node)
        _ = try await connection.hello(peer.hello)
        _ = try await kept.hello(other.hello)
        let wait = Task { try await connection.generation(after: nil) }
        node.change { $0.trusted.remove(peer.fingerprint) }
        server.recheck()
        await #expect(throws: PeerFailure.self) { try await wait.value }
        #expect(try await kept.hello(other.hello) == node.hello)
        await #expect {
            try await peer.connect(to: address, of: node).hello(peer.hello)
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        await server.close()
    }

    @Test("a revoked peer gets no answer over an open connection")
    func revokedBetween() async throws {
        node.trust(peer)
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        _ = try await connection.hello(peer.hello)
        node.change { $0.trusted = [] }
        await #expect {
            try await connection.hello(peer.hello)
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        await #expect(throws: PeerFailure.cut) { try await connection.hello(peer.hello) }
        #expect(node.seen.hellos.count == 1)
        await server.close()
    }

    @Test("a token admits one node once")
    func join() async throws {
        let (server, address) = try await node.serve()
        let token = try node.store.issue(by: node.fingerprint, node: "lb1", now: 1_800_000_000)
        let dialer = try PeerDialer(peer.identity)
        let reply = try await dialer.join(token, at: address, as: "lb2", own: "10.0.0.22:8787")
        #expect(reply.node == "test")
        #expect(node.seen.joined == ["lb2 127.0.0.1"])
        let connection = try await peer.connect(to: address, of: node)
        #expect(try await connection.hello(peer.hello) == node.hello)
        let other = try PortNode("lb3")
        await #expect {
            try await PeerDialer(other.identity).join(token, at: address, as: "lb3")
        } throws: { ($0 as? PeerFailure)?.status == 403 }
        #expect(!node.isTrusted(other.fingerprint))
        await server.close()
    }

    @Test("a proof is of use for its certificate, name and server only")
    func replayedJoin() async throws {
        let other = try PortNode("lb3")
        let (server, address) = try await node.serve()
        let token = try node.store.issue(by: node.fingerprint, node: "lb1", now: 1_800_000_000)
        let proof = token.proof(
            server: node.fingerprint, joiner: peer.fingerprint, name: "lb2")
        let requests = [
            (other, JoinRequest(proof: proof, name: "lb2")),
            (peer, JoinRequest(proof: proof, name: "lb3")),
            (
                peer,
                JoinRequest(
                    proof: token.proof(
                        server: other.fingerprint, joiner: peer.fingerprint, name: "lb2"),
                    name: "lb2")
            ),
        ]
        for (joiner, request) in requests {
            let connection = try await joiner.connect(to: address, of: node)
            await #expect {
                try await connection.join(request)
            } throws: { ($0 as? PeerFailure)?.status == 403 }
        }
        #expect(node.seen.trusted.isEmpty)
        let connection = try await peer.connect(to: address, of: node)
        _ = try await connection.join(JoinRequest(proof: proof, name: "lb2"))
        #expect(node.seen.trusted == [peer.fingerprint])
        await server.close()
    }

    @Test("the identity of a node is not shown by any description")
    func secrets() throws {
        let text = "\(peer.identity) \(String(reflecting: peer.identity))"
        let pem = String(decoding: try peer.signing.pem(), as: UTF8.self)
        for line in pem.split(separator: "\n") where line.count > 40 {
            #expect(!text.contains(line))
        }
    }
}

/// Waits until a condition holds.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
