import Files
import Model
import Testing

@testable import Replication

/// Turns of a node that gets the generations of another one in a given order.
@Suite("The files of a node that loses a conflict")
struct LoserTests {
    @Test("they are kept if another edit follows the choice before its contents arrive")
    func followed() async throws {
        let author = try Workplace()
        let identity = try SigningIdentity.make(author.path + "/peer.pem", node: "lb1", now: 0)
        let node = try ReplicatedNode("lb2", of: ReplicatedNode.Cluster(["lb2"]))
        node.place.write("doc of lb2\n", to: "etc/ballast.yaml")
        _ = try node.commands.initialize()
        let store = ReplicationStore(directory: node.site.directory)
        try store.change { (all) throws(HostFailure) in
            all.admitting(
                PeerRecord(name: "lb1", certificate: identity.certificate, since: 1))
        }
        func offer(_ text: String, _ counts: [String: UInt64]) async throws {
            let bytes = Array(text.utf8)
            let manifest = Manifest(
                cluster: "test", author: "lb1", vector: VersionVector(counts), written: 0,
                program: "1",
                document: Entry(mode: 0o640, size: bytes.count, digest: Digest(of: bytes)),
                files: [])
            _ = await node.replicator.offered(
                try identity.sign(manifest), by: identity.fingerprint)
        }
        func turns(_ count: Int) async {
            for _ in 0..<count { await node.replicator.turn() }
        }
        await node.accept()
        await turns(2)
        let key = try #require(try store.record()?.key)
        try await offer("doc of lb1\n", ["lb1#1": 1])
        await turns(4)
        #expect(node.status?.conflict?.node == "lb1")
        // The choice of lb1, whose contents are not here yet, and an edit on lb1.
        try await offer("doc of lb1\n", ["lb1#1": 2, key: 1])
        await turns(2)
        #expect(node.status?.conflict == nil)
        #expect(node.place.text("etc/ballast.yaml") == "doc of lb2\n")
        try await offer("doc 2 of lb1\n", ["lb1#1": 3, key: 1])
        try store.objects.put(
            Array("doc 2 of lb1\n".utf8), as: Digest(of: "doc 2 of lb1\n".utf8))
        await turns(2)
        #expect(node.place.text("etc/ballast.yaml") == "doc 2 of lb1\n")
        #expect(node.place.text("etc/ballast.yaml.conflict") == "doc of lb2\n")
        await node.replicator.network.close()
    }
}
