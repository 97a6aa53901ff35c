import Foundation
import Glibc
import Model
import Planning
import Reconciliation
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Documents with failover on the host of a controller.
@Suite("The document of a node", .ownThreads)
struct NodeDocumentTests {
    private static let document = """
        version: 1
        cluster:
          name: shop
          nodes: [{name: lb1, priority: 150}, {name: lb2}]
          failover: {version: 2, passwordFile: vrrp.password}
        virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]

        """

    @Test("a document without the node of the host is rejected, and kept by none")
    func otherNodes() throws {
        let file = try Scratch(Self.document)
        try Self.writePassword("hunter2", beside: file)
        let identity = NodeIdentity(hostName: "lb3.example.org")
        let keeper = DocumentKeeper(directory: file.folder + "/state")
        var source = FileDocument(path: file.path, keeper: keeper, identity: identity)
        guard case .bad(let diagnostics) = source.load(force: true) else {
            Issue.record("the document is in force")
            return
        }
        #expect(diagnostics.map(\.code) == [.unknownHost])
        #expect(diagnostics.first?.location?.line == 4)
        keeper.finish()
        #expect(try keeper.load() == nil)
        try file.write(Self.document.replacing("name: lb2", with: "name: lb3"))
        guard case .good(let spec, _) = source.load(force: true) else {
            Issue.record("the document is not in force")
            return
        }
        #expect(spec.cluster?.failover?.password?.text == "hunter2")
    }

    @Test("a kept document of other nodes is not used")
    func kept() throws {
        let file = try Scratch(Self.document)
        let keeper = DocumentKeeper(directory: file.folder + "/state")
        keeper.keep(
            KeptDocument(
                path: file.path, accepted: 1_700_000_000_000, bytes: Array(Self.document.utf8)))
        keeper.finish()
        var source = FileDocument(
            path: file.path, keeper: keeper, identity: NodeIdentity(name: "lb3", hostName: "lb1"))
        guard case .useless(let failure) = source.kept() else {
            Issue.record("the kept document is used")
            return
        }
        #expect("\(failure)".contains("the cluster has no node lb3"), "\(failure)")
    }

    @Test("a file of the password that is lost is named with its effect")
    func lostPassword() throws {
        let file = try Scratch(Self.document)
        try Self.writePassword("hunter2", beside: file)
        var source = FileDocument(path: file.path)
        guard case .good = source.load(force: true) else {
            Issue.record("the document is not in force")
            return
        }
        #expect(source.fileFailures.isEmpty)
        let spec = try #require(DocumentReading(path: file.path).spec)
        let secret = try #require(spec.secretFiles.first)
        #expect(spec.users(of: secret) == [.failover])
        let failure = SecretRefusal(path: "x", reason: "y").failure(isHeld: false, [.failover])
        #expect(failure.remedy?.contains("the election keeps its settings") == true)
    }

    @Test("the first line of a password file has at most 8 bytes")
    func longPassword() throws {
        let file = try Scratch(Self.document)
        try Self.writePassword("hunter2hunter2", beside: file)
        let found = DocumentReading(path: file.path).diagnostics
        #expect(found.map(\.code) == [.secretFile])
        #expect(found.first?.message.contains("the secret may have 8") == true)
    }

    @Test("a script that another user could change is named")
    func script() throws {
        let folder = try Scratch("#!/bin/sh\n", name: "check")
        chmod(folder.path, 0o777)
        let file = try Scratch(
            Self.document.replacing(
                "version: 2, passwordFile: vrrp.password",
                with: "track: [{name: a, script: \(folder.path) 1 2}]"))
        let found = DocumentReading(path: file.path).diagnostics
        #expect(found.map(\.code) == [.programUntrusted])
        #expect(found.first.map { "\($0.path)" } == "cluster.failover.track[0].script")
    }

    private static func writePassword(_ text: String, beside file: Scratch) throws {
        let path = file.folder + "/vrrp.password"
        try "\(text)\n".write(toFile: path, atomically: false, encoding: .utf8)
        chmod(path, 0o600)
    }
}
