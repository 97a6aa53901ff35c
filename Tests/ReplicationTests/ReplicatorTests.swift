import Glibc
import Model
import Testing

@testable import Replication

/// Nodes of one cluster over real TLS on loopback.
private struct Fleet {
    let cluster: ReplicatedNode.Cluster
    var nodes: [ReplicatedNode]

    init(_ names: [String]) throws {
        let cluster = ReplicatedNode.Cluster(names)
        self.cluster = cluster
        nodes = try names.map { try ReplicatedNode($0, of: cluster) }
    }

    subscript(_ index: Int) -> ReplicatedNode { nodes[index] }

    /// Starts the first node with a document, and joins another one to a member.
    func join(_ node: Int, to member: Int) async throws {
        let text = try nodes[member].commands.invite().token
        let token = try #require(JoinToken(text))
        let address = try #require(cluster.nodes[member].address)
        let trusted = try await nodes[node].commands.join("\(address)", token: token)
        #expect(trusted.contains { $0.name == nodes[node].name })
    }

    func stop() async {
        for node in nodes { await node.stop() }
    }
}

@Suite("Replication over TLS", .serialized)
struct ReplicatorTests {
    private func pair() async throws -> Fleet {
        let fleet = try Fleet(["lb1", "lb2"])
        fleet[0].place.write("key 1", to: "etc/certs/shop.pem", mode: 0o600)
        fleet[0].place.write("doc 1\nfile certs/shop.pem\n", to: "etc/ballast.yaml", mode: 0o640)
        _ = try fleet[0].commands.initialize()
        try await fleet[0].start()
        try await eventually("the port of lb1") { fleet[0].status?.generation != nil }
        try await fleet[1].start()
        try await fleet.join(1, to: 0)
        try await eventually("the first document") {
            fleet[1].place.text("etc/certs/shop.pem") == "key 1"
                && fleet[1].status?.generation == fleet[0].status?.generation
        }
        return fleet
    }

    private func areEqual(_ fleet: Fleet) -> Bool {
        let states = fleet.nodes.map { node in
            node.status.map { status in
                status.conflict == nil && status.failure == nil
                    && status.peers.count == fleet.nodes.count - 1
                    && status.peers.allSatisfy { $0.state == .current && $0.isConnected }
            } ?? false
        }
        let ids = Set(fleet.nodes.map { $0.status?.generation?.id })
        return states.allSatisfy { $0 } && ids.count == 1
    }

    @Test("a node that joins gets the document and its files, and edits of both go to the other")
    func edits() async throws {
        let fleet = try await pair()
        var facts = stat()
        stat(fleet[1].place.path + "/etc/certs/shop.pem", &facts)
        #expect(facts.st_mode & 0o777 == 0o600)
        try await eventually("both current") { areEqual(fleet) }
        fleet[1].place.write("key 2", to: "etc/certs/other.pem")
        await fleet[1].edit("doc 2\nfile certs/other.pem\n")
        try await eventually("the edit of lb2 on lb1") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 2\nfile certs/other.pem\n"
                && fleet[0].place.text("etc/certs/other.pem") == "key 2"
        }
        #expect(fleet[0].place.text("etc/certs/shop.pem") == nil)
        // A file alone, as a renewed certificate.
        fleet[0].place.write("key 3", to: "etc/certs/other.pem")
        try await eventually("the renewed file on lb2") {
            fleet[1].place.text("etc/certs/other.pem") == "key 3"
        }
        try await eventually("both current") { areEqual(fleet) }
        #expect(fleet[1].place.names("state/replication/staging").isEmpty)
        #expect(fleet[1].place.names("state/replication/objects").count == 2)
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
        try await eventually("the document of lb1") { areEqual(fleet) }
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
        try await eventually("all three") { areEqual(fleet) }
        await fleet[2].edit("doc 2\n")
        try await eventually("the edit of lb3 on lb1") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 2\n"
        }
        try await eventually("all three") { areEqual(fleet) }
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
        try await eventually("all three") { areEqual(fleet) }
        await fleet.stop()
    }

    @Test("a document that a node refuses stays out there, and both show the reason, once")
    func refusal() async throws {
        let fleet = try await pair()
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
        try await eventually("both current") { areEqual(fleet) }
        await fleet.stop()
    }

    @Test("edits on both sides while apart are a conflict that both show until one is chosen")
    func conflict() async throws {
        let fleet = try await pair()
        try await eventually("both current") { areEqual(fleet) }
        await fleet[1].stop()
        await fleet[0].edit("doc 2 of lb1\n")
        try await eventually("a generation") { fleet[0].status?.generation?.number == 2 }
        let away = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        away.place.write("doc 2 of lb2\n", to: "etc/ballast.yaml")
        try await away.start()
        var apart = fleet
        apart.nodes[1] = away
        let both = apart
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
        try await eventually("one document") { areEqual(both) }
        #expect(both[0].place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        #expect(both[1].place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        #expect(both[0].events.count { $0.contains("both edited") } == 1)
        let unknown = await both[0].replicator.synchronize(from: "lb9")
        #expect(!unknown.isDone)
        await both.stop()
    }

    @Test("a rejected edit on a node is not overwritten by a newer generation of another")
    func rejectedEdit() async throws {
        let fleet = try await pair()
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
        try await eventually("both current") { areEqual(fleet) }
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 2\n")
        #expect(fleet[1].place.text("etc/ballast.yaml.conflict") == "broken\n")
        await fleet.stop()
    }

    @Test("two nodes that get one document from elsewhere agree without a conflict")
    func workingCopies() async throws {
        let fleet = try await pair()
        try await eventually("both current") { areEqual(fleet) }
        let former = fleet[0].status?.generation?.id
        async let first: Void = fleet[0].edit("from git\n")
        async let second: Void = fleet[1].edit("from git\n")
        _ = await (first, second)
        try await eventually("both current") {
            areEqual(fleet) && fleet[0].status?.generation?.id != former
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
        let fleet = try await pair()
        await fleet[1].stop()
        fleet[1].place.remove("state")
        await fleet[0].edit("doc 2\n")
        let back = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        try await back.start()
        try await eventually("its failure") { back.status?.failure != nil }
        #expect(back.place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        var joined = fleet
        joined.nodes[1] = back
        let both = joined
        try await both.join(1, to: 0)
        try await eventually("both current") { areEqual(both) }
        #expect(back.place.text("etc/ballast.yaml") == "doc 2\n")
        await both.stop()
    }
}
