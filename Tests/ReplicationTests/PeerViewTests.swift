import Foundation
import Model
import Testing

@testable import Replication

/// The knowledge of a node about the others, over real TLS on loopback.
@Suite("The view of other nodes", .serialized)
struct PeerViewTests {
    @Test("the differences of a conflict have the files and both texts of the document")
    func difference() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        let same = await fleet[0].replicator.difference(from: "lb2")
        #expect(same.failure == nil && same.files.isEmpty && same.document == nil)
        #expect(same.isConnected && same.heard != nil && same.here?.id == same.there?.id)
        let both = try await fleet.inConflict(over: ("certs/shop.pem", "key 2"))
        let found = await both[0].replicator.difference(from: "lb2")
        #expect(found.failure == nil && found.documentFailure == nil, "\(found)")
        #expect(found.document?.here == "doc 2 of lb1\n")
        #expect(found.document?.there == "doc of lb2\nfile certs/shop.pem\n")
        #expect(found.files.map(\.path) == ["ballast.yaml", "certs/shop.pem"])
        #expect(found.files.last?.there?.digest == Digest(of: "key 2".utf8).hex)
        // Nothing has changed.
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 2 of lb1\n")
        let unknown = await both[0].replicator.difference(from: "lb9")
        #expect(unknown.failure?.contains("lb9") == true)
        await both.stop()
    }

    @Test("a copy of a node beside it is shown on its peer and on both of them")
    func copies() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        let place = try Workplace()
        for name in ["etc", "state"] {
            try FileManager.default.copyItem(
                atPath: "\(fleet[1].place.path)/\(name)", toPath: "\(place.path)/\(name)")
        }
        let copy = try ReplicatedNode("lb2", of: fleet.cluster, at: place)
        try await copy.start()
        let peer = try #require(await fleet[1].replicator.trust.others.first).fingerprint
        try await eventually("the two hosts") {
            for node in [fleet[1], copy] {
                await node.replicator.network.link(to: peer)?.renew()
                try await Task.sleep(for: .milliseconds(200))
            }
            let shown = "two hosts use the identity of "
            return fleet[0].status?.failure?.hasPrefix(shown + "lb2: 127.") == true
                && fleet[1].status?.failure?.hasPrefix(shown + "this node: 127.") == true
                && copy.status?.failure?.contains("this node") == true
        }
        #expect(fleet[0].events.contains { $0.contains("two hosts use the identity of lb2") })
        await copy.stop()
        await fleet.stop()
    }

    @Test("a restart is no copy, whichever greeting arrives first; a copy that ended is forgotten")
    func runs() {
        var runs = PeerRuns()
        for (time, name) in ["a", "a", "b", "a", "b", "c", "d"].enumerated() {
            runs.note(name, from: "10.0.0.1", at: Int64(time))
            if time < 4 { #expect(runs.copies(at: Int64(time)) == nil, "\(name) \(time)") }
        }
        var restarts = PeerRuns()
        for (time, name) in ["a", "b", "a", "b", "b", "c", "d", "e", "f"].enumerated() {
            restarts.note(name, from: nil, at: Int64(time) * 400_000)
            #expect(restarts.copies(at: Int64(time) * 400_000) == nil)
        }
        var copies = PeerRuns()
        for time in 0..<6 {
            copies.note("\(time % 2)", from: time < 2 ? "10.0.0.\(time)" : nil, at: Int64(time))
        }
        #expect(copies.copies(at: 6) == ["10.0.0.0", "10.0.0.1"])
        for time in 7..<20 { copies.note("0", from: nil, at: Int64(time) * 60_000) }
        #expect(copies.copies(at: 1_200_000) == nil)
    }

    @Test("a node shows who has not heard of a revocation, until it has")
    func revocations() async throws {
        let fleet = try await Fleet.trio()
        await fleet[1].stop()
        try await eventually("the loss of lb2") {
            fleet[0].status?.peers.first { $0.name == "lb2" }?.isConnected == false
        }
        _ = try fleet[0].commands.revoke("lb3")
        try await eventually("the revocation on lb1") {
            fleet[0].status?.peers.map(\.name) == ["lb2"]
                && fleet[0].status?.peers.first?.unaware == ["lb3"]
        }
        #expect(fleet[0].status?.peers.first?.heard != nil)
        let back = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        try await back.start()
        try await eventually("the revocation on lb2") {
            fleet[0].status?.peers.first?.unaware == [] && back.status?.peers.map(\.name) == ["lb1"]
        }
        await fleet.stop()
        await back.stop()
    }

    @Test("a forgotten node is in no status on any node, and is back when it runs again")
    func forgotten() async throws {
        let fleet = try await Fleet.trio()
        await fleet[2].stop()
        let record = try fleet[0].commands.forget("lb3")
        #expect(record.state == .trusted && record.forgotten != nil)
        try await eventually("lb1 and lb2 without lb3") {
            fleet[0].status?.peers.map(\.name) == ["lb2"]
                && fleet[1].status?.peers.map(\.name) == ["lb1"]
        }
        await fleet[0].edit("doc 2\n")
        try await eventually("the edit on lb2") {
            fleet[1].place.text("etc/ballast.yaml") == "doc 2\n"
        }
        let back = try ReplicatedNode("lb3", of: fleet.cluster, at: fleet[2].place)
        try await back.start()
        let all = fleet.with(back, at: 2)
        try await eventually("all three") { all.isEqual }
        #expect(back.place.text("etc/ballast.yaml") == "doc 2\n")
        #expect(fleet[1].events.contains("peer: lb3 was forgotten: no node waits for it"))
        #expect(fleet[1].events.contains("peer: lb3 is back in the cluster"))
        for node in all.nodes { #expect(!node.events.contains { $0.contains("was revoked") }) }
        await all.stop()
    }
}
