import Files
import Glibc
import Model
import Testing

@testable import Replication

@Suite("Replication over TLS", .serialized)
struct ReplicatorTests {
    @Test("a node that joins gets the document and its files, and edits of both go to the other")
    func edits() async throws {
        let fleet = try await Fleet.pair()
        var facts = stat()
        stat(fleet[1].place.path + "/etc/certs/shop.pem", &facts)
        #expect(facts.st_mode & 0o777 == 0o600)
        try await eventually("both current") { fleet.isEqual }
        fleet[1].place.write("key 2", to: "etc/certs/other.pem")
        await fleet[1].edit("doc 2\nfile certs/other.pem\n")
        try await eventually("the edit of lb2 on lb1") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 2\nfile certs/other.pem\n"
                && fleet[0].place.text("etc/certs/other.pem") == "key 2"
        }
        // Former files leave after the document is in place.
        try await eventually("no former file") {
            fleet[0].place.text("etc/certs/shop.pem") == nil
        }
        // A file alone, as a renewed certificate.
        fleet[0].place.write("key 3", to: "etc/certs/other.pem")
        try await eventually("the renewed file on lb2") {
            fleet[1].place.text("etc/certs/other.pem") == "key 3"
        }
        try await eventually("both current") { fleet.isEqual }
        #expect(fleet[1].place.names("state/replication/staging").isEmpty)
        #expect(fleet[1].place.names("state/replication/objects").count == 2)
        await fleet.stop()
    }

    @Test("a file that stays open for writing is reported, and its edit is sent once it is closed")
    func openFile() async throws {
        let fleet = try await Fleet.pair()
        let path = fleet[0].place.path + "/etc/certs/shop.pem"
        let file = try #require(fopen(path, "ae"))
        fputs("more", file)
        fflush(file)
        // Leases are not available everywhere.
        if FileSignature.isBeingWritten(path) {
            try await eventually("the report") {
                fleet[0].status?.failure?.hasPrefix("certs/shop.pem is open for writing") == true
            }
            #expect(fleet[1].place.text("etc/certs/shop.pem")?.hasSuffix("more") == false)
        }
        fclose(file)
        try await eventually("the edit on lb2") {
            fleet[1].place.text("etc/certs/shop.pem")?.hasSuffix("more") == true
        }
        try await eventually("no failure") { fleet[0].status?.failure == nil && fleet.isEqual }
        await fleet.stop()
    }

    @Test("the own document of a node that joins is kept beside")
    func beforeJoin() async throws {
        let fleet = try Fleet(["lb1", "lb2"])
        fleet[0].place.write("doc 1\n", to: "etc/ballast.yaml")
        _ = try fleet[0].commands.initialize()
        try await fleet[0].start()
        fleet[1].place.write("own\n", to: "etc/ballast.yaml")
        _ = try fleet[1].commands.initialize()
        try await fleet[1].start()
        try await eventually("generations of both") {
            fleet[0].status?.generation != nil && fleet[1].status?.generation != nil
        }
        try await fleet.join(1, to: 0)
        try await eventually("the document of lb1") { fleet.isEqual }
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 1\n")
        #expect(fleet[1].place.text("etc/ballast.yaml.before-join") == "own\n")
        #expect(fleet[0].place.text("etc/ballast.yaml") == "doc 1\n")
        await fleet.stop()
    }

    @Test("a node that joins one joins all; a revoked one gets nothing any more")
    func three() async throws {
        let fleet = try Fleet(["lb1", "lb2", "lb3"])
        fleet[0].place.write("doc 1\n", to: "etc/ballast.yaml")
        _ = try fleet[0].commands.initialize()
        for node in fleet.nodes { try await node.start() }
        try await eventually("the port of lb1") { fleet[0].status?.generation != nil }
        try await fleet.join(1, to: 0)
        // The port of the document, which lb2 opens once it has the document.
        try await eventually("lb2") {
            fleet[1].status?.generation != nil
                && fleet[0].status?.peers.first?.isConnected == true
        }
        try await fleet.join(2, to: 1)
        try await eventually("all three") { fleet.isEqual }
        await fleet[2].edit("doc 2\n")
        try await eventually("the edit of lb3 on lb1") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 2\n"
        }
        try await eventually("all three") { fleet.isEqual }
        // The generation of a revoked author stays, signed by another node.
        _ = try fleet[0].commands.revoke("lb3")
        try await eventually("the revocation on lb2") {
            fleet[1].status?.peers.map(\.name) == ["lb1"]
        }
        await fleet[0].edit("doc 3\n")
        try await eventually("the edit on lb2") {
            fleet[1].place.text("etc/ballast.yaml") == "doc 3\n"
        }
        try await eventually("lb3 without peers") {
            fleet[2].status?.peers.allSatisfy { !$0.isConnected } == true
        }
        #expect(fleet[2].place.text("etc/ballast.yaml") == "doc 2\n")
        #expect(fleet[1].events.contains("peer: lb3 was revoked"))
        // It joins again, with another identity.
        try await fleet.join(2, to: 0)
        try await eventually("lb3 again") {
            fleet[2].place.text("etc/ballast.yaml") == "doc 3\n"
        }
        try await eventually("all three") { fleet.isEqual }
        await fleet.stop()
    }

    @Test("a document that a node refuses stays out there, and both show the reason, once")
    func refusal() async throws {
        let fleet = try await Fleet.pair()
        await fleet[0].edit("doc 2\nrefuse lb2\n")
        try await eventually("the refusal on both") {
            fleet[0].status?.peers.first?.state == .refused
                && fleet[1].status?.failure?.contains("does not like it") == true
        }
        #expect(fleet[0].status?.peers.first?.refusal?.contains("does not like it") == true)
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        try await Task.sleep(for: .seconds(3))
        for node in fleet.nodes {
            #expect(node.events.count { $0.contains("does not like it") } == 1)
        }
        await fleet[0].edit("doc 3\n")
        try await eventually("the corrected document") {
            fleet[1].place.text("etc/ballast.yaml") == "doc 3\n"
        }
        try await eventually("both current") { fleet.isEqual }
        await fleet.stop()
    }

    @Test("edits on both sides while apart are a conflict that both show until one is chosen")
    func conflict() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        await fleet[1].stop()
        await fleet[0].edit("doc 2 of lb1\n")
        try await eventually("a generation") { fleet[0].status?.generation?.number == 2 }
        let away = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        away.place.write("doc 2 of lb2\n", to: "etc/ballast.yaml")
        try await away.start()
        let both = fleet.with(away, at: 1)
        try await eventually("the conflict on both") {
            both[0].status?.conflict?.node == "lb2" && both[1].status?.conflict?.node == "lb1"
        }
        #expect(
            both[0].status?.conflict?.files == ["ballast.yaml", "certs/shop.pem"]
                || both[0].status?.conflict?.files == ["ballast.yaml"])
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 2 of lb1\n")
        #expect(both[1].place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        let answer = await both[0].replicator.synchronize(from: "lb2")
        #expect(answer.isDone, "\(answer.message)")
        try await eventually("one document") { both.isEqual }
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        #expect(both[1].place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        #expect(both[0].events.count { $0.contains("both edited") } == 1)
        let unknown = await both[0].replicator.synchronize(from: "lb9")
        #expect(!unknown.isDone)
        await both.stop()
    }

    @Test("a rejected edit on a node is not overwritten by a newer generation of another")
    func rejectedEdit() async throws {
        let fleet = try await Fleet.pair()
        await fleet[1].edit("broken\n")
        await fleet[0].edit("doc 2\n")
        try await eventually("the conflict on lb2") {
            fleet[1].status?.conflict?.node == "lb2"
        }
        #expect(fleet[1].place.text("etc/ballast.yaml") == "broken\n")
        try await eventually("the conflict of lb2 on lb1") {
            fleet[0].status?.peers.first?.state == .conflict
        }
        let answer = await fleet[1].replicator.synchronize(from: "lb1")
        #expect(answer.isDone, "\(answer.message)")
        try await eventually("both current") { fleet.isEqual }
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 2\n")
        #expect(fleet[1].place.text("etc/ballast.yaml.conflict") == "broken\n")
        await fleet.stop()
    }

    @Test("two nodes that get one document from elsewhere agree without a conflict")
    func workingCopies() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        let former = fleet[0].status?.generation?.id
        async let first: Void = fleet[0].edit("from git\n")
        async let second: Void = fleet[1].edit("from git\n")
        _ = await (first, second)
        try await eventually("both current") {
            fleet.isEqual && fleet[0].status?.generation?.id != former
        }
        await fleet[1].edit("doc 3\n")
        try await eventually("the next edit") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 3\n"
        }
        for node in fleet.nodes { #expect(!node.events.contains { $0.contains("both edited") }) }
        await fleet.stop()
    }

    @Test("a node without its state directory has to join again, and takes the others' document")
    func lostState() async throws {
        let fleet = try await Fleet.pair()
        await fleet[1].stop()
        fleet[1].place.remove("state")
        await fleet[0].edit("doc 2\n")
        let back = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        try await back.start()
        try await eventually("its failure") { back.status?.failure != nil }
        #expect(back.place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        let both = fleet.with(back, at: 1)
        try await both.join(1, to: 0)
        try await eventually("both current") { both.isEqual }
        #expect(back.place.text("etc/ballast.yaml") == "doc 2\n")
        await both.stop()
    }
}
