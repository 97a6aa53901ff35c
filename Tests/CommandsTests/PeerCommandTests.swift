import ArgumentParser
import Controller
import Foundation
import Glibc
import Model
import Replication
import TestSupport
import TestThreads
import Testing

@testable import Commands

@Suite("The commands of peers", .ownThreads)
struct PeerCommandTests {
    @Test("without a controller sync says so, and a text that is no token is named")
    func mistakes() throws {
        let sync = try Program("peer", "sync", "--from", "lb2", "--runtime", "/nonexistent")
        #expect(sync.status == 1 && sync.error.contains("no controller answers"), "\(sync)")
        let file = try Scratch(goodDocument)
        let place = ["-f", file.path, "--state", file.folder + "/state"]
        let wrong = try Program(["peer", "join", "192.0.2.1", "--token", "abc"] + place)
        #expect(wrong.status == 1 && wrong.error.contains("the text is no token"), "\(wrong)")
        let none = try Program(["peer", "join", "192.0.2.1"] + place)
        #expect(none.status == 1 && none.error.contains("there is no token"), "\(none)")
        let missing = try Program(
            ["peer", "join", "192.0.2.1", "--token-file", "/nonexistent/token"] + place)
        #expect(missing.status == 1 && missing.error.contains("/nonexistent/token"), "\(missing)")
        let both = try Program(
            ["peer", "join", "192.0.2.1", "--token-file", "a", "--token", "b"] + place)
        #expect(both.status == 64, "\(both)")
        let input = try Program("peer", "list", "-f", "-")
        #expect(input.status == 64, "\(input)")
    }

    @Test("init makes an identity once, and a token each time; the list begins with this node")
    func initialization() throws {
        let file = try Scratch(goodDocument)
        let place = ["-f", file.path, "--state", file.folder + "/state", "--node", "lb1"]
        let first = try Program(["peer", "init"] + place)
        #expect(first.status == 0, "\(first)")
        #expect(first.output.contains("identity of lb1: \(file.folder)/peer.pem, made now"))
        #expect(first.output.contains("\n    ballast peer join lb1 --token "), "\(first)")
        #expect(first.error.contains("has no cluster.replication"), "\(first)")
        let mode = try FileManager.default.attributesOfItem(atPath: file.folder + "/peer.pem")
        #expect(mode[.posixPermissions] as? Int == 0o600)
        let second = try Program(["peer", "invite"] + place)
        #expect(!second.output.contains("made now") && second.output != first.output)
        for words in [["init"], ["invite"]] {
            let run = try Program(["peer"] + words + ["--json"] + place)
            try AnswerForm.invitation.verify(run.output)
        }
        let list = try Program(["peer", "list"] + place)
        #expect(list.output.contains("lb1 (this node)") && list.output.contains("trusted"))
        try AnswerForm.peers.verify(try Program(["peer", "list", "--json"] + place).output)
        let revoked = try Program(["peer", "revoke", "lb7"] + place)
        #expect(revoked.status == 1 && revoked.error.contains("lb7"), "\(revoked)")
    }

    @Test("init and invite on a host that is no node of the document name its nodes")
    func otherHost() throws {
        let file = try Scratch(
            """
            version: 1
            cluster:
              name: shop
              nodes:
                - {name: lb1, address: 10.0.0.21, priority: 150}
                - {name: lb2, address: 10.0.0.22}
              failover: {}
              replication: {}

            """)
        let place = ["-f", file.path, "--state", file.folder + "/state"]
        for words in [["init"], ["invite"], ["init", "--node", "lb7"]] {
            let run = try Program(["peer"] + words + place)
            #expect(run.status == 1 && run.output == "", "\(run)")
            #expect(run.error.contains("the cluster has no node"), "\(run)")
            #expect(run.error.contains("its nodes are: lb1, lb2;"), "\(run)")
            let hint = words.count > 1 ? "correct --node" : "the node of this host with --node"
            #expect(run.error.contains(hint), "\(run)")
        }
        #expect(!FileManager.default.fileExists(atPath: file.folder + "/peer.pem"))
        let right = try Program(["peer", "init", "--node", "lb1"] + place)
        #expect(right.status == 0, "\(right)")
    }

    @Test("forget leaves a node trusted, and revoke ends that; both name a node that is unknown")
    func leaving() throws {
        let file = try Scratch(goodDocument)
        let place = [
            "-f", file.path, "--state", file.folder + "/state", "--node", "lb1", "--runtime",
            "/nonexistent",
        ]
        let usual = Array(place.dropLast(2))
        #expect(try Program(["peer", "init"] + usual).status == 0)
        try ReplicationStore(directory: file.folder + "/state/replication").change { (all) in
            all.admitting(PeerRecord(name: "lb2", certificate: [1, 2, 3], since: 5))
        }
        let unknown = try Program(["peer", "forget", "lb7"] + place)
        #expect(unknown.status == 1 && unknown.error.contains("lb7"), "\(unknown)")
        let own = try Program(["peer", "forget", "lb1"] + place)
        #expect(own.status == 1 && own.error.contains("it is this node"), "\(own)")
        let forgotten = try Program(["peer", "forget", "lb2", "--json"] + place)
        #expect(forgotten.status == 0, "\(forgotten)")
        try AnswerForm.peers.verify(forgotten.output)
        let list = try Program(["peer", "list"] + place)
        #expect(list.status == 0 && list.output.contains("forgotten"), "\(list)")
        #expect(list.error.contains("the states of the nodes are not shown"), "\(list)")
        #expect(try Program(["peer", "revoke", "lb2"] + usual).status == 0)
        let after = try Program(["peer", "list"] + place)
        #expect(after.output.contains("revoked") && !after.output.contains("forgotten"), "\(after)")
        let diff = try Program("peer", "diff", "lb2", "--runtime", "/nonexistent")
        #expect(diff.status == 1 && diff.error.contains("no controller answers"), "\(diff)")
    }

    @Test("init and invite name the document that no node can join yet")
    func unusableDocuments() throws {
        let file = try Scratch("version: 1\nclustre: {}\n")
        let place = ["--state", file.folder + "/state", "--node", "lb1", "-f"]
        let wrong = try Program(["peer", "init"] + place + [file.path])
        #expect(wrong.status == 0 && wrong.error.contains("\(file.path) can't be used, so no node"))
        #expect(wrong.error.contains("hint: \"ballast validate\""), "\(wrong)")
        let absent = file.folder + "/none.yaml"
        for word in ["init", "invite"] {
            let none = try Program(["peer", word] + place + [absent])
            #expect(none.status == 0 && none.error.contains("\(absent) can't be used"), "\(none)")
            #expect(none.error.contains("`cluster: {replication: {}}`"), "\(none)")
        }
    }

    @Test("join names the remedy for a name without an address, and for a node out of reach")
    func unreachableNodes() throws {
        let file = try Scratch(goodDocument)
        let token = try Self.token(of: "lb1", in: file)
        func join(_ words: String...) throws -> Program {
            try Program(
                ["peer", "join"] + words + ["--token", token, "--node", "lb2", "-f", file.path]
                    + ["--state", file.folder + "/other"])
        }
        // No resolver asks for a label of more than 63 letters.
        let name = String(repeating: "a", count: 64) + ".example"
        let unknown = try join(name)
        #expect(unknown.status == 1 && unknown.error.contains("cannot resolve \(name): "))
        #expect(unknown.error.contains("; give the address of the node"), "\(unknown)")

        let port = try Port()
        let refused = try join("127.0.0.1", "--port", "\(port.number)")
        #expect(refused.status == 1, "\(refused)")
        #expect(
            refused.error.contains(
                "cannot join 127.0.0.1:\(port.number): Connection refused; start \"ballast run\""),
            "\(refused)")
        let inText = try join("127.0.0.1:\(port.number)")
        #expect(inText.error.contains("if its port is not \(port.number), "), "\(inText)")

        try port.fill()
        let silent = try join("127.0.0.1", "--port", "\(port.number)")
        #expect(silent.status == 1, "\(silent)")
        #expect(silent.error.contains("open TCP port \(port.number) in the firewalls"), "\(silent)")
    }

    @Test("a node that has joined and has no document is told that it waits for one")
    func waitingNode() throws {
        let file = try Scratch(goodDocument)
        let (absent, state) = (file.folder + "/none.yaml", file.folder + "/state")
        let place = ["-f", absent, "--state", state, "--node", "lb2"]
        #expect(try Program(["peer", "init"] + place).status == 0)
        let alone = try Program(["plan"] + place)
        #expect(alone.status == 1 && alone.error.contains("hint: name another file"), "\(alone)")

        let other = PeerRecord(name: "lb1", certificate: [1, 2, 3], since: 5)
        try ReplicationStore(directory: state + "/replication").change { (all) in
            all.admitting(other)
        }
        let wait = "this node has joined lb1 and waits for its first document"
        for words in [["plan"], ["apply"], ["apply", "--dry-run"]] {
            let run = try Program(words + place)
            #expect(run.status == 1 && run.error.contains("hint: \(wait)"), "\(run)")
        }
        let options = try DocumentOptions.parse(["-f", absent])
        let hint = DocumentReading(options, state: state).diagnostics.first?.hint
        #expect(hint?.hasPrefix(wait) == true, "\(hint ?? "")")
        // Its controller admits other nodes already.
        #expect(try Program(["peer", "invite"] + place).error == "")
    }

    /// Returns a token of a node.
    private static func token(of node: String, in file: Scratch) throws -> String {
        let run = try Program(
            "peer", "init", "--json", "-f", file.path, "--state", file.folder + "/\(node)",
            "--node", node)
        let answer = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require((answer as? [String: Any])?["token"] as? String)
    }
}

/// A TCP port of the loopback that refuses connections, and later lets them wait.
private final class Port {
    let number: UInt16
    private let listener: Int32
    private var clients: [Int32] = []

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listener = descriptor
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        number = UInt16(bigEndian: address.sin_port)
        try #require(status == 0)
    }

    deinit {
        for descriptor in clients + [listener] { close(descriptor) }
    }

    /// Fills the queue of connections that no program accepts: the kernel drops further ones.
    func fill() throws {
        try #require(listen(listener, 0) == 0)
        for _ in 0..<4 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
            var address = Self.loopback(number.bigEndian)
            _ = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            clients.append(client)
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port
        return address
    }
}
