import Addresses
import Glibc
import Model
import Testing

@testable import Replication

/// Choices of one configuration among two, over real TLS on loopback.
@Suite("Chosen configurations", .serialized)
struct SyncTests {
    @Test("the configuration that a node has now is chosen, not that of before a cut")
    func fresh() async throws {
        let fleet = try await Fleet.pair()
        await fleet[1].stop()
        await fleet[0].edit("doc 2 of lb1\n")
        try await eventually("a generation") { fleet[0].status?.generation?.number == 2 }
        let answer = Task { await fleet[0].replicator.synchronize(from: "lb2") }
        let away = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        away.place.write("doc 2 of lb2\n", to: "etc/ballast.yaml")
        try await away.start()
        let both = fleet.with(away, at: 1)
        let result = await answer.value
        #expect(result.isDone, "\(result.message)")
        try await eventually("one document") { both.isEqual }
        for node in both.nodes {
            #expect(node.place.text("etc/ballast.yaml") == "doc 2 of lb2\n")
        }
        // The node that lost keeps its edit.
        #expect(both[0].place.text("etc/ballast.yaml.conflict") == "doc 2 of lb1\n")
        #expect(result.message.contains(".conflict"))
        await both.stop()
    }

    @Test("the choice of a node that can't be reached fails, and nothing happens later")
    func unreachable() async throws {
        let fleet = try await Fleet.pair()
        await fleet[1].stop()
        await fleet[0].edit("doc 2\n")
        try await eventually("a generation") { fleet[0].status?.generation?.number == 2 }
        let answer = await fleet[0].replicator.synchronize(from: "lb2")
        #expect(!answer.isDone)
        #expect(answer.message.contains("no connection to lb2"), "\(answer.message)")
        let away = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        try await away.start()
        let both = fleet.with(away, at: 1)
        try await eventually("one document") { both.isEqual }
        #expect(away.place.text("etc/ballast.yaml") == "doc 2\n")
        await both.stop()
    }

    @Test("the node that loses a conflict keeps its files, on whichever node it was decided")
    func losers() async throws {
        let both = try await Fleet.pair().inConflict(over: ("certs/new.pem", "the only key"))
        let away = both[1]
        let answer = await both[0].replicator.synchronize(from: "lb1")
        #expect(answer.isDone, "\(answer.message)")
        try await eventually("one document") { both.isEqual }
        #expect(away.place.text("etc/ballast.yaml") == "doc 2 of lb1\n")
        #expect(
            away.place.text("etc/ballast.yaml.conflict") == "doc of lb2\nfile certs/new.pem\n")
        #expect(away.place.text("etc/certs/new.pem") == "the only key")
        try await eventually("the end of the conflict") {
            away.events.contains("recovered: replication: the conflict with lb1 has ended")
        }
        await both.stop()
    }

    @Test("files that were broken or removed here are restored by the choice of an equal node")
    func restored() async throws {
        let fleet = try await Fleet.pair()
        await fleet[1].edit("broken\n")
        fleet[1].place.remove("etc/certs/shop.pem")
        // The own configuration is not sent in place of the one on disk.
        let own = await fleet[1].replicator.synchronize(from: "lb2")
        #expect(!own.isDone && own.message.contains("not in force"), "\(own.message)")
        let answer = await fleet[1].replicator.synchronize(from: "lb1")
        #expect(answer.isDone, "\(answer.message)")
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        #expect(fleet[1].place.text("etc/ballast.yaml.conflict") == "broken\n")
        #expect(fleet[1].place.text("etc/certs/shop.pem") == "key 1")
        try await eventually("both current") { fleet.isEqual }
        await fleet.stop()
    }

    @Test("a revoked node that was edited takes the configuration of the others when it joins")
    func revoked() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        _ = try fleet[0].commands.revoke("lb2")
        try await eventually("the revocation on lb2") {
            fleet[1].status?.failure?.contains("was revoked") == true
        }
        #expect(fleet[1].status?.peers.allSatisfy { !$0.isConnected } == true)
        await fleet[1].edit("edited while it was revoked\n")
        try await fleet.join(1, to: 0)
        try await eventually("both current") { fleet.isEqual }
        #expect(fleet[0].place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        #expect(fleet[1].place.text("etc/ballast.yaml") == "doc 1\nfile certs/shop.pem\n")
        #expect(
            fleet[1].place.text("etc/ballast.yaml.before-join") == "edited while it was revoked\n")
        await fleet.stop()
    }

    @Test("a node that joins at once after its revocation gets another identity")
    func atOnce() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        _ = try fleet[0].commands.revoke("lb2")
        try await fleet.join(1, to: 0)
        try await eventually("both current") { fleet.isEqual }
        await fleet.stop()
    }

    @Test("a port that changes while a node is away reaches it when it returns")
    func port() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        await fleet[1].stop()
        await fleet[0].edit("doc 2\nport \(fleet.cluster.port + 1)\n")
        try await eventually("a generation") { fleet[0].status?.generation?.number == 2 }
        let away = try ReplicatedNode("lb2", of: fleet.cluster, at: fleet[1].place)
        try await away.start()
        let both = fleet.with(away, at: 1)
        try await eventually("one document") { both.isEqual }
        #expect(away.place.text("etc/ballast.yaml")?.hasPrefix("doc 2\n") == true)
        await both.stop()
    }

    @Test("a file that is missing on one node stays on the other, and in the generation")
    func missing() async throws {
        let fleet = try await Fleet.pair()
        fleet[0].place.write("list", to: "etc/deny.lst")
        await fleet[0].edit("doc 2\nraw deny.lst\n")
        try await eventually("the list on lb2") {
            fleet[1].place.text("etc/deny.lst") == "list" && fleet.isEqual
        }
        fleet[1].place.remove("etc/deny.lst")
        await fleet[1].accept()
        await fleet[1].edit("doc 3\nraw deny.lst\n")
        try await eventually("the next document") {
            fleet[0].place.text("etc/ballast.yaml") == "doc 3\nraw deny.lst\n" && fleet.isEqual
        }
        #expect(fleet[0].place.text("etc/deny.lst") == "list")
        let answer = await fleet[1].replicator.synchronize(from: "lb1")
        #expect(answer.isDone, "\(answer.message)")
        #expect(fleet[1].place.text("etc/deny.lst") == "list")
        await fleet.stop()
    }

    @Test("the name of a connected node is not given to another one")
    func namesake() async throws {
        let fleet = try await Fleet.pair()
        try await eventually("both current") { fleet.isEqual }
        let other = try ReplicatedNode("lb2", of: fleet.cluster)
        let token = try #require(JoinToken(fleet[0].commands.invite().token))
        let address = try #require(fleet.cluster.nodes[0].address)
        let failure = await #expect(throws: HostFailure.self) {
            try await other.commands.join("\(address)", token: token)
        }
        #expect(failure?.reason.contains("revoke it first") == true, "\(failure as Any)")
        #expect(fleet.isEqual)
        await fleet.stop()
    }
}
