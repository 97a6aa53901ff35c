import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Configurations that a node can't or must not activate.
@Suite(
    "Refused and interrupted replication", .serialized,
    .enabled(if: ReplicatedHosts.isPossible, "network namespaces need root"), .ownThreads)
struct RefusedReplicationTests {
    /// A document whose mail needs a secret at this absolute path.
    private static func document(_ name: String, secret path: String) -> String {
        replicatedDocument(
            name,
            [
                "notifications:",
                "  mail:",
                "    {to: [a@example.org], from: b@example.org, relay: 192.0.2.1, login: a,",
                "     passwordFile: \(path)}",
            ])
    }

    @Test("a document that another node can't use is refused there, and both say why")
    func refusals() throws {
        let first = replicatedDocument("one")
        let hosts = try ReplicatedHosts.joined(first)
        // The secret is outside the directory, and a alone has it.
        try hosts.save("secret\n", on: "a", as: "../only-a/secret", mode: 0o600)
        let path = "\(hosts.folder)/only-a/secret"
        let second = Self.document("two", secret: path)
        try hosts.save(second, on: "a")
        hosts.expect("a lists the file that is not replicated") {
            try hosts.replication("a").outside == [path]
        }
        // Both hosts share a file system, so the secret is there for b too.
        hosts.expect("b has it") { hosts.text("b") == second }
        // A document without the node b is good on a alone.
        try hosts.save(replicatedDocument("three").replacing("name: b", with: "name: d"), on: "a")
        hosts.expect("a knows that b refuses it") {
            let (peer, status) = (try hosts.peer("b", on: "a"), try hosts.status("a"))
            return peer.state == .refused && peer.refusal?.contains("no node b") == true
                && !status.health.healthy
        }
        hosts.expect("b says so too") {
            let (events, status) = (try hosts.events("b", .replication), try hosts.status("b"))
            return events.contains { $0.contains("no node b") } && !status.health.healthy
        }
        #expect(hosts.text("b") == second)
        let last = replicatedDocument("four")
        try hosts.save(last, on: "a")
        hosts.expect("b has the corrected document") { hosts.hasEverywhere(last) }
        hosts.expect("both know it") { try hosts.areCurrent }
    }

    @Test("a node with a git work tree refuses, and its own commits reach the other")
    func workTree() throws {
        let first = replicatedDocument("one")
        let hosts = try ReplicatedHosts.joined(first)
        try shell("git -C \(hosts.directory("b")) init --quiet")
        try hosts.save(replicatedDocument("two"), on: "a")
        hosts.expect("a knows why b refuses it") {
            try hosts.peer("b", on: "a").refusal?.contains("git work tree") == true
        }
        #expect(hosts.text("b") == first)
        // A pull brings the same commit to b.
        try hosts.save(replicatedDocument("two"), on: "b")
        hosts.expect("both are current") { try hosts.areCurrent }
        let third = replicatedDocument("three")
        try hosts.save(third, on: "b")
        hosts.expect("a has the document of b") { hosts.hasEverywhere(third) }
    }

    @Test("without room for the files nothing changes, and with room it goes on")
    func fullDisk() throws {
        let hosts = try ReplicatedHosts()
        let first = replicatedDocument("one")
        try hosts.save(first, on: "a")
        try hosts.limitState(of: "b", to: "1m")
        try hosts.start("a")
        try hosts.join("b", to: "a")
        try hosts.start("b")
        hosts.expect("both are current") { try hosts.areCurrent }
        let page = String(repeating: "<p>a page of some length</p>\n", count: 100_000)
        let second = replicatedDocument("two", ["holdingPage: {file: down.html}"])
        try hosts.save(String(page.prefix(900_000)), on: "a", as: "down.html")
        try hosts.save(String(repeating: "x", count: 900_000), on: "b", as: "../b-state/filler")
        try hosts.save(second, on: "a")
        hosts.expect("a knows that b has no room") {
            let peer = try hosts.peer("b", on: "a")
            return peer.state == .refused && peer.refusal?.contains("KiB left") == true
        }
        #expect(hosts.text("b") == first && hosts.text("b", "down.html") == nil)
        try FileManager.default.removeItem(atPath: "\(hosts.state("b"))/filler")
        try shell("mount -o remount,size=8m \(hosts.state("b"))")
        hosts.expect("b has it") { hosts.hasEverywhere(second) }
        hosts.expect("both know it") { try hosts.areCurrent }
    }

    @Test("a receiver that is killed at any moment never has a part of a document")
    func kills() throws {
        let count = 300
        let names = (0..<count).map { "secrets/\($0)" }
        func document(_ version: Int) -> String {
            let servers = names.enumerated().map { number, name in
                "      - {name: s\(number), address: 10.8.\(number / 200).\(number % 200 + 1), "
                    + "state: offline, check: {type: negotiate, service: imap, login: a, "
                    + "passwordFile: \(name)}}"
            }
            return replicatedDocument(
                "v\(version)",
                ["services:", "  - name: s", "    listen: 10.9.1.100:80", "    servers:"] + servers)
        }
        func save(_ version: Int, _ hosts: ReplicatedHosts) throws {
            for name in names {
                try hosts.save("version \(version)\n", on: "a", as: name, mode: 0o600)
            }
            try hosts.save(document(version), on: "a")
        }
        let hosts = try ReplicatedHosts()
        try save(0, hosts)
        try hosts.start("a")
        try hosts.join("b", to: "a")
        try hosts.start("b")
        hosts.expect("both are current") { try hosts.areCurrent }
        var interrupted = 0
        for version in 1...8 {
            try save(version, hosts)
            // Killed as soon as the first file of the version is there, and some time later.
            hosts.expect("b begins") { hosts.text("b", names[0]) == "version \(version)\n" }
            usleep(UInt32(version) * 2_000)
            hosts.end("b", SIGKILL)
            let isNew = hosts.text("b") == document(version)
            let changed = names.count { hosts.text("b", $0) == "version \(version)\n" }
            #expect(isNew || hosts.text("b") == document(version - 1))
            #expect(!isNew || changed == count, "the document is there before its files")
            if changed < count { interrupted += 1 }
            try hosts.start("b")
            hosts.expect("b has the whole version \(version)") {
                hosts.text("b") == document(version)
                    && names.allSatisfy { hosts.text("b", $0) == "version \(version)\n" }
            }
            hosts.expect("both know it") { try hosts.areCurrent }
        }
        #expect(interrupted > 0, "no kill was in the middle of an activation")
    }
}
