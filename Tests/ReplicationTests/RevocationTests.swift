import Foundation
import Model
import Testing

@testable import Replication

@Suite("Edits of revoked nodes", .serialized)
struct RevocationTests {
    private let one = Digest(of: [1])
    private let two = Digest(of: [2])

    @Test("an edit that does not count is never newer, and gives way to all that does")
    func relations() {
        let edits = CountedEdits(["c#1": 4])
        func relation(
            _ own: [String: UInt64], _ other: [String: UInt64], isSame: Bool = false
        ) -> Position.Relation {
            Position(contents: one, vector: VersionVector(own)).relation(
                of: isSame ? one : two, VersionVector(other), counting: edits)
        }
        // Without an edit beyond the count nothing changes.
        #expect(relation(["c#1": 3], ["c#1": 4]) == .newer)
        #expect(relation(["c#1": 4], ["c#1": 3]) == .older)
        // An offer with one.
        #expect(relation(["c#1": 4], ["c#1": 5]) == .conflict)
        #expect(relation(["c#1": 4], ["c#1": 5], isSame: true) == .same)
        #expect(relation(["c#1": 4], ["c#1": 5, "b#1": 1]) == .conflict)
        // This node with one: the last one that counts is restored, or an edit of it taken.
        #expect(relation(["c#1": 5], ["c#1": 4]) == .newer)
        #expect(relation(["c#1": 5], ["c#1": 4, "a#1": 1]) == .newer)
        #expect(relation(["c#1": 5], ["c#1": 4], isSame: true) == .equivalent)
        // An edit of another node would be lost.
        #expect(relation(["c#1": 5, "b#1": 1], ["c#1": 4]) == .conflict)
        #expect(relation(["c#1": 5, "b#1": 1], ["c#1": 4, "a#1": 1]) == .conflict)
        let restored = Position(contents: one, vector: VersionVector(["c#1": 5]))
            .counting(edits).replaced(by: two, VersionVector(["c#1": 4]))
        #expect(restored.vector == VersionVector(["c#1": 4]))
    }

    @Test("a revocation has the numbers of that identity alone, and a choice raises them")
    func counts() throws {
        let old = PeerRecord(name: "lb3", certificate: [1], since: 1).present(as: "lb3#a", at: 1)
        let history = VersionVector(["lb3": 1, "lb3#a": 4, "lb3#b": 2, "lb30#a": 7, "lb1#a": 9])
        var all = Membership([old]).revoking(old.fingerprint, at: 2, knowing: history)
        #expect(all.records[old.fingerprint]?.counted == ["lb3": 1, "lb3#a": 4, "lb3#b": 2])
        #expect(!all.countedEdits.isExceeded(by: history))
        #expect(all.author(ofUncountedIn: VersionVector(["lb3#a": 5])) == "lb3")
        // The next identity of the name has another number.
        let new = PeerRecord(name: "lb3", certificate: [2], since: 3).present(as: "lb3#c", at: 3)
        all = all.admitting(new, knowing: history).revoking(
            new.fingerprint, at: 4, knowing: VersionVector(["lb3#a": 4]))
        #expect(all.records[new.fingerprint]?.counted == ["lb3#c": 0])
        #expect(all.counting(VersionVector(["lb3#c": 2])).countedEdits.limits["lb3#c"] == 2)
        // Two nodes revoke it at once: all that one of them had counts.
        let other = Membership([old]).revoking(
            old.fingerprint, at: 2, knowing: VersionVector(["lb3#a": 6]))
        #expect(all.merged(with: other).countedEdits.limits["lb3#a"] == 6)
        #expect(other.merged(with: all).countedEdits.limits["lb3#a"] == 6)
    }

    /// The record of the first release.
    private struct FormerRecord: Codable {
        var fingerprint: Fingerprint
        var name: String
        var certificate: String
        var addresses: [String]
        var state: PeerRecord.State
        var since: Int64
    }

    @Test("the former release reads a revocation with numbers, and this one its answer")
    func formerRelease() throws {
        let record = PeerRecord(name: "lb3", certificate: [1], since: 1)
        let present = record.present(as: "lb3#a", at: 1).forgotten(at: 2)
        for all in [
            Membership([record]).revoking(
                record.fingerprint, at: 2, knowing: VersionVector(["lb3#a": 4])),
            Membership([present]),
        ] {
            let bytes = try JSONEncoder().encode(all)
            let answer = try JSONEncoder().encode(
                JSONDecoder().decode([FormerRecord].self, from: bytes))
            let former = try JSONDecoder().decode(Membership.self, from: answer)
            #expect(former != all)
            #expect(all.merged(with: former) == all)
            #expect(former.merged(with: all) == all)
        }
    }

    @Test("an edit after the revocation is taken back where it was taken, and kept beside")
    func restored() async throws {
        let (both, revoked) = try await apart()
        try await both[0].start()
        try await eventually("the former document on lb2") {
            both[1].place.text("etc/ballast.yaml") == "doc 1\n" && both.isEqual
        }
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 1\n")
        #expect(both[1].place.text("etc/ballast.yaml.conflict") == "doc of lb3\n")
        #expect(both[1].events.contains { $0.contains("that lb3 made after its revocation") })
        #expect(!both[0].events.contains { $0.contains("is in force here") })
        await both[1].edit("doc 2\n")
        try await eventually("the next edit") {
            both[0].place.text("etc/ballast.yaml") == "doc 2\n" && both.isEqual
        }
        await both.stop()
        await revoked.stop()
    }

    @Test(
        "an edit of a trusted node over one after the revocation is a conflict until one is chosen",
        arguments: [("lb1", "lb1"), ("lb2", "lb1"), ("lb1", "lb2"), ("lb2", "lb2")])
    func chosen(_ chosen: String, on node: String) async throws {
        let (both, revoked) = try await apart()
        await both[1].edit("doc of lb2\n")
        try await both[0].start()
        try await eventually("the conflict on both") {
            both[0].status?.conflict?.revoked == "lb3" && both[1].status?.conflict?.revoked == "lb3"
        }
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 1\n")
        #expect(both[1].place.text("etc/ballast.yaml") == "doc of lb2\n")
        let answer = await both[node == "lb1" ? 0 : 1].replicator.synchronize(from: chosen)
        #expect(answer.isDone, "\(answer.message)")
        let text = chosen == "lb1" ? "doc 1\n" : "doc of lb2\n"
        try await eventually("one document") {
            both.isEqual
                && both.nodes.allSatisfy { $0.place.text("etc/ballast.yaml") == text }
        }
        let loser = both[chosen == "lb1" ? 1 : 0]
        #expect(loser.place.text("etc/ballast.yaml.conflict") != nil)
        await both.stop()
        await revoked.stop()
    }

    /// Three nodes, of which lb1 has revoked lb3 while it was stopped, and lb2 has taken an edit of
    /// lb3 since: lb1, which has to start, and lb2; and lb3.
    private func apart() async throws -> (both: Fleet, revoked: ReplicatedNode) {
        let fleet = try await Fleet.trio()
        await fleet[0].stop()
        _ = try fleet[0].commands.revoke("lb3")
        await fleet[2].edit("doc of lb3\n")
        try await eventually("the edit of lb3 on lb2") {
            fleet[1].place.text("etc/ballast.yaml") == "doc of lb3\n"
        }
        var both = try fleet.with(
            ReplicatedNode("lb1", of: fleet.cluster, at: fleet[0].place), at: 0)
        let revoked = both.nodes.removeLast()
        return (both, revoked)
    }
}
