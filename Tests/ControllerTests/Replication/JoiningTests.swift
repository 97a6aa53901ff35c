import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Nodes that join and leave, with controllers as programs in network namespaces.
@Suite(
    "Nodes that join and leave", .serialized,
    .enabled(if: ReplicatedHosts.isPossible, "network namespaces need root"), .ownThreads)
struct JoiningTests {
    @Test("a node with a document of its own keeps it beside the one that it gets")
    func ownDocument() throws {
        let (first, other) = (replicatedDocument("one"), replicatedDocument("other"))
        let hosts = try ReplicatedHosts()
        try hosts.save(first, on: "a")
        try hosts.save(other, on: "b")
        try hosts.start("a")
        try hosts.start("b")
        hosts.expect("b has its own document in force") {
            try hosts.status("b").document.generation == 1
        }
        try hosts.join("b", to: "a")
        hosts.expect("b has the document of a") { hosts.hasEverywhere(first) }
        #expect(hosts.text("b", "ballast.yaml.before-join") == other)
        hosts.expect("both know it") { try hosts.areCurrent }
        #expect(try !hosts.events("a", .peer).isEmpty)
    }

    @Test("a node can join as soon as peer init has printed the token")
    func atOnce() throws {
        let hosts = try ReplicatedHosts()
        let document = replicatedDocument("one")
        try hosts.save(document, on: "a")
        try hosts.start("a")
        hosts.expect("a has its document in force") {
            try hosts.status("a").document.generation == 1
        }
        let text = try hosts.peer("a", "init", "--json")
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let token = try #require(answer?["token"] as? String)
        try hosts.peer("b", "join", hosts.address("a"), "--token", token)
        try hosts.start("b")
        hosts.expect("b has the document of a") { hosts.hasEverywhere(document) }
    }

    @Test("a token is for one node")
    func tokens() throws {
        let hosts = try ReplicatedHosts(["a", "b", "c"])
        try hosts.save(replicatedDocument("one"), on: "a")
        try hosts.start("a")
        let token = try hosts.token(of: "a")
        let joined = try hosts.peer("b", "join", "10.9.1.1", "--token", token)
        #expect(joined.contains("joined; trusted nodes: a\nnext: \"systemctl enable"), "\(joined)")
        #expect(throws: SetUpFailure.self) {
            try hosts.peer("c", "join", "10.9.1.1", "--token", token)
        }
        #expect(try hosts.peer("c", "list").contains("no node is trusted"))
        let list = try hosts.peer("b", "list")
        #expect(list.contains("a  ") && list.contains("b (this node)"), "\(list)")
    }

    @Test("a node that joined and can't get its first document names it")
    func waiting() throws {
        let document = replicatedDocument("one")
        let hosts = try ReplicatedHosts()
        try hosts.save(document, on: "a")
        try hosts.start("a")
        try hosts.join("b", to: "a")
        hosts.end("a")
        try hosts.start("b")
        let wait = "this node has joined a and waits for its first document"
        hosts.expect("b waits for a") {
            let status = try hosts.status("b")
            return status.health.reasons.contains("replication: \(wait)")
                && status.health.reasons.contains { $0.hasPrefix("a is not replicated to: ") }
                && status.document.rejected.contains { $0.hint == wait }
        }
        try hosts.start("a")
        hosts.expect("b has the document of a") { hosts.hasEverywhere(document) }
        hosts.expect("b waits no longer") {
            try !hosts.status("b").health.reasons.contains { $0.contains("waits for") }
        }
    }

    @Test("a token names the node that printed it, and no other is joined with it")
    func otherIssuer() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"), ["a", "b", "c"])
        let token = try hosts.token(of: "a")
        let failure = #expect(throws: SetUpFailure.self) {
            try hosts.peer("c", "join", "10.9.1.2", "--token", token)
        }
        #expect(failure?.text.contains("give the address of the node that printed") == true)
    }

    @Test("a revoked node gets nothing more, and is named on all others")
    func revocation() throws {
        let first = replicatedDocument("one")
        let hosts = try ReplicatedHosts.joined(first, ["a", "b", "c"])
        try hosts.peer("a", "revoke", "c")
        hosts.expect("b has revoked it too") {
            try hosts.peer("b", "list").split(separator: "\n").contains {
                $0.hasPrefix("c ") && $0.contains("revoked")
            }
        }
        let second = replicatedDocument("two")
        try hosts.save(second, on: "b")
        hosts.expect("a has the edit of b") { hosts.text("a") == second }
        hosts.expect("c is no peer of a") {
            try hosts.replication("a").peers.map(\.name) == ["b"]
        }
        #expect(hosts.text("c") == first)
        try hosts.save(replicatedDocument("three"), on: "c")
        hosts.expect("c knows that it is alone") {
            try hosts.replication("c").peers.allSatisfy { !$0.isConnected && $0.state != .current }
        }
        #expect(hosts.text("a") == second && hosts.text("b") == second)
    }

    @Test("without the key in the document nothing is replicated, and with it again it goes on")
    func removedKey() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        let without = replicatedDocument("alone", replication: "")
        try hosts.save(without, on: "a")
        hosts.expect("a does not replicate") { try hosts.status("a").replication == nil }
        hosts.expect("b can't reach a") { try hosts.peer("a", on: "b").state == .unreachable }
        #expect(hosts.text("b") == replicatedDocument("one"))
        let again = replicatedDocument("again")
        try hosts.save(again, on: "a")
        hosts.expect("b has the document of a") { hosts.hasEverywhere(again) }
        hosts.expect("both know it") { try hosts.areCurrent }
    }

    @Test(
        "a node whose identity is missing, damaged or not its own at a start serves and says so",
        arguments: ["rm FILE", "echo damaged >FILE", "chown 65534 FILE", "chmod 666 FILE"])
    func identities(_ command: String) throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        hosts.end("b")
        let identity = hosts.file("b", "peer.pem")
        let copy = try Data(contentsOf: URL(filePath: identity))
        try shell(command.replacing("FILE", with: identity))
        try hosts.start("b")
        hosts.expect("b serves its document, and names the identity") {
            let status = try hosts.status("b")
            return status.document.generation == 1
                && status.replication?.failure?.contains("identity") == true
                && status.health.reasons.contains { $0.contains("identity") }
        }
        let edited = replicatedDocument("two")
        try hosts.save(edited, on: "a")
        hosts.expect("a can't reach b") { try hosts.peer("b", on: "a").state == .unreachable }
        #expect(hosts.text("b") == replicatedDocument("one"))
        try shell("rm -f \(identity); umask 077; touch \(identity)")
        try copy.write(to: URL(filePath: identity))
        hosts.expect("b goes on with its own identity again") { hosts.hasEverywhere(edited) }
        hosts.expect("both know it") { try hosts.areCurrent }
    }
}
