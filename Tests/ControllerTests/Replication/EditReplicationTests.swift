import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Controllers of two or three nodes, as programs in network namespaces, that replicate edits.
@Suite(
    "Replicated edits", .serialized,
    .enabled(if: ReplicatedHosts.isPossible, "network namespaces need root"), .ownThreads)
struct EditReplicationTests {
    private static let page = ["holdingPage: {file: pages/down.html}"]

    @Test("an edit on either node reaches the other one, with the files that it names")
    func edits() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        let withPage = replicatedDocument("two", Self.page)
        try hosts.save("down\n", on: "b", as: "pages/down.html", mode: 0o640)
        try hosts.save(withPage, on: "b")
        hosts.expect("a has the document and the page of b") {
            hosts.text("a") == withPage && hosts.text("a", "pages/down.html") == "down\n"
        }
        #expect(
            try FileManager.default.attributesOfItem(atPath: hosts.file("a", "pages/down.html"))[
                .posixPermissions] as? Int == 0o640)
        hosts.expect("both know it") { try hosts.areCurrent }
        #expect(try hosts.status("a").document.accepted != nil)
        #expect(try !hosts.events("a", .replicated).isEmpty)

        // A page is an edit without the document, and a comment is one without a meaning.
        try hosts.save("back soon\n", on: "a", as: "pages/down.html")
        hosts.expect("b has the page of a") { hosts.text("b", "pages/down.html") == "back soon\n" }
        let commented = withPage + "# a comment\n"
        try hosts.save(commented, on: "a")
        hosts.expect("b has the comment of a") { hosts.text("b") == commented }

        // A file that is no longer named is removed where it came from the other node.
        let without = replicatedDocument("three")
        try hosts.save(without, on: "a")
        hosts.expect("b has no page") {
            hosts.text("b") == without && hosts.text("b", "pages/down.html") == nil
        }
        #expect(hosts.text("a", "pages/down.html") != nil)
        hosts.expect("both know it") { try hosts.areCurrent }
    }

    @Test("a document with mistakes stays, and a later edit elsewhere does not replace it")
    func mistakes() throws {
        let first = replicatedDocument("one")
        let hosts = try ReplicatedHosts.joined(first)
        let bad = "version: 1\nservices: 5\n"
        try hosts.save(bad, on: "a")
        hosts.expect("a rejects it") { try !hosts.status("a").document.rejected.isEmpty }
        let second = replicatedDocument("two")
        try hosts.save(second, on: "b")
        hosts.expect("a shows that its own document is in the way") {
            try hosts.replication("a").conflict?.node == "a"
                && !hosts.status("a").health.healthy
        }
        #expect(hosts.text("a") == bad)
        // The way back: the operator's document is discarded.
        try hosts.peer("a", "sync", "--from", "b")
        hosts.expect("both have the document of b") { hosts.hasEverywhere(second) }
        hosts.expect("both know it") { try hosts.areCurrent }
        #expect(hosts.text("a", "ballast.yaml.conflict") == bad)
    }

    @Test("a node that stopped gets the latest document when it starts, and a third one joins all")
    func absence() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"), ["a", "b", "c"])
        #expect(try hosts.replication("c").peers.map(\.name) == ["a", "b"])
        hosts.end("b")
        for name in ["two", "three"] {
            try hosts.save(replicatedDocument(name), on: "a")
            hosts.expect("c has it") { hosts.text("c") == replicatedDocument(name) }
        }
        hosts.expect("a shows that b is away") {
            try hosts.peer("b", on: "a").state == .unreachable
                && !hosts.status("a").health.healthy
        }
        // The others do not need the author.
        hosts.end("a")
        try hosts.start("b")
        hosts.expect("b has the latest one") { hosts.hasEverywhere(replicatedDocument("three")) }
        try hosts.start("a")
        hosts.expect("all know it") { try hosts.areCurrent }
    }

    @Test("edits on two nodes apart are a conflict on both, which sync resolves")
    func conflicts() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        try hosts.connect("b", false)
        let (left, right) = (replicatedDocument("left"), replicatedDocument("right"))
        let former = hosts.generation("a")
        try hosts.save(left, on: "a")
        try hosts.save(right, on: "b")
        hosts.expect("each is in force") {
            hosts.names.allSatisfy { ![former, nil].contains(hosts.generation($0)) }
        }
        try hosts.connect("b", true)
        for (host, other) in [("a", "b"), ("b", "a")] {
            hosts.expect("\(host) shows the conflict") {
                let conflict = try hosts.replication(host).conflict
                let state = try hosts.peer(other, on: host).state
                return conflict?.node == other && conflict?.files == ["ballast.yaml"]
                    && state == .conflict
            }
            #expect(try hosts.status(host).health.reasons.contains { $0.contains(other) })
            let events = try hosts.events(host, .replication)
            #expect(events.count { $0.contains("were both edited") } == 1, "\(events)")
        }
        #expect(hosts.text("a") == left && hosts.text("b") == right)
        try hosts.peer("a", "sync", "--from", "b")
        hosts.expect("both have the document of b") { hosts.hasEverywhere(right) }
        hosts.expect("both know it") { try hosts.areCurrent }
        try hosts.save(left, on: "b")
        hosts.expect("edits go on") { hosts.hasEverywhere(left) }
    }

    @Test("equal edits on two nodes apart are no conflict")
    func equalEdits() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        try hosts.connect("b", false)
        let (same, former) = (replicatedDocument("same"), hosts.generation("a"))
        for host in ["a", "b"] {
            try hosts.save(same, on: host)
            hosts.expect("\(host) accepts it") {
                ![former, nil].contains(hosts.generation(host))
            }
        }
        try hosts.connect("b", true)
        hosts.expect("both are current") { try hosts.areCurrent }
        for host in hosts.names {
            #expect(try !hosts.events(host, .replication).contains { $0.contains("edited") })
        }
    }
}
