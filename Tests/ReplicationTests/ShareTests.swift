import Model
import Testing

@testable import Replication

/// Entries and logs that nodes share beside the document.
@Suite("Shared entries", .timeLimit(.minutes(20)))
struct ShareTests {
    @Test("entries of both nodes are on both, within seconds, and without a change nothing is sent")
    func merging() async throws {
        let fleet = try await Fleet.pair()
        let (one, other) = (fleet[0].share, fleet[1].share)
        one.add("a", "b")
        other.add("c")
        try await eventually("the same words") {
            one.words == ["a", "b", "c"] && other.words == one.words
        }
        // Merges that are under way may still end; after that neither node sends anything.
        var work = (0, 0)
        while work != (one.work.merges, other.work.merges) {
            work = (one.work.merges, other.work.merges)
            try await Task.sleep(for: .seconds(3))
        }
        other.add("d")
        try await eventually("a later word") { one.words.contains("d") }
        await fleet.stop()
    }

    @Test("lines of a log are sent once, in parts, also those of an outage")
    func lines() async throws {
        let fleet = try await Fleet.pair()
        let (one, other) = (fleet[0].share, fleet[1].share)
        one.log(["first"])
        try await eventually("the first line") { other.lines(of: "lb1") == ["first"] }
        await fleet[1].stop()
        let many = (0..<40_000).map { "line \($0) \(String(repeating: "x", count: 80))" }
        one.log(many)
        let again = try ReplicatedNode(
            "lb2", of: fleet.cluster, at: fleet[1].place, share: other)
        try await again.start()
        try await eventually("all lines") { other.lines(of: "lb1").count == many.count + 1 }
        #expect(other.lines(of: "lb1") == ["first"] + many)
        // More than one greeting sends: 16 parts each.
        #expect(other.work.requests > 16)
        #expect(one.lines(of: "lb2").isEmpty)
        await again.stop()
        await fleet[0].stop()
    }

    @Test("a node that can't read its entries takes none, and both nodes show it")
    func failure() async throws {
        let fleet = try await Fleet.pair()
        let (one, other) = (fleet[0].share, fleet[1].share)
        one.add("a")
        try await eventually("the word") { other.words == ["a"] }
        other.fail("it is damaged")
        try await eventually("the reason") {
            fleet[1].status?.failure?.contains("it is damaged") == true
        }
        one.add("b")
        one.log(["here"])
        try await eventually("the log all the same") { other.lines(of: "lb1") == ["here"] }
        #expect(other.words == ["a"])
        #expect(fleet[0].status?.failure == nil)
        other.fail(nil)
        try await eventually("the entries after the mend") { other.words == ["a", "b"] }
        try await eventually("the end of the reason") { fleet[1].status?.failure == nil }
        await fleet.stop()
    }
}
