import Foundation
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
}
