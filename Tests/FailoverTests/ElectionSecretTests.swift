import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite("Secrets of the election", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct ElectionSecretTests {
    private static let keys = ["authentication: {keys: [{id: 1, keyFile: vrrp.key}]}"]
    private static let text = "hex:" + String(repeating: "a5", count: 32)

    /// Two controllers whose documents name one file with a secret.
    private static func pair(
        _ lines: [String], _ file: String, _ text: String
    ) throws -> Balancers {
        // Version 2 counts whole seconds.
        let pair = try Balancers(
            lines.contains("version: 2")
                ? document(lines).replacing("interval: 200ms", with: "interval: 1s")
                : document(lines))
        try put(text, file, pair)
        for host in ["a", "b"] { try pair.start(host) }
        pair.expect("a alone has the address, and hears b") {
            try pair.isHolding("a") && !pair.isHolding("b")
                && pair.group("a")?.peers.first?.isCandidate == true
        }
        return pair
    }

    private static func put(_ text: String, _ file: String, _ pair: Balancers) throws {
        let path = "\(pair.folder)/\(file)"
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        chmod(path, 0o600)
    }

    /// The number of times that `b` had the role, which it may have until `a` has started.
    private static func takeovers(_ pair: Balancers) throws -> Int {
        try pair.events("b").count { $0.contains("this node is master") }
    }

    @Test("nodes with one key elect, and one without a key is not heard")
    func key() throws {
        let pair = try Self.pair(Self.keys, "vrrp.key", Self.text)
        try pair.save(document(), on: "b")
        pair.expect("neither accepts the packets of the other") {
            try pair.isHolding("a") && pair.isHolding("b")
                && pair.group("a")?.role == .master && pair.group("b")?.role == .master
        }
        try pair.save(document(Self.keys), on: "b")
        pair.expect("they hear each other again") {
            try pair.isHolding("a") && !pair.isHolding("b")
                && pair.group("a")?.peers.first?.isCandidate == true
        }
    }

    @Test(
        "a secret that is lost while the controller restarts leaves the election as it is",
        arguments: [
            (keys, "vrrp.key", text),
            (["version: 2", "passwordFile: vrrp.password"], "vrrp.password", "abc"),
        ])
    func lost(lines: [String], file: String, text: String) throws {
        let pair = try Self.pair(lines, file, text)
        let process = try pair.election("a")?.processID
        let takeovers = try Self.takeovers(pair)
        pair.end("a", SIGKILL)
        unlink("\(pair.folder)/\(file)")
        try pair.start("a")
        pair.expect("the loss is reported") {
            try pair.events("a").contains {
                $0.hasPrefix("failover: cannot use the secret in \(file)")
            }
        }
        pair.expect("the same process has its role, and hears b") {
            try pair.election("a")?.processID == process && pair.group("a")?.role == .master
                && pair.group("a")?.peers.first?.isCandidate == true
                && pair.status("a").health.reasons.contains { $0.contains(file) }
        }
        #expect(try pair.isHolding("a") && !pair.isHolding("b"))
        try Self.put(text, file, pair)
        pair.expect("the return is reported") {
            try pair.events("a").contains("failover is as the document wants it")
                && pair.election("a")?.problems == []
        }
        #expect(try pair.election("a")?.processID == process)
        #expect(try pair.group("a")?.role == .master)
        #expect(try Self.takeovers(pair) == takeovers)
    }

    @Test("an election that can't start again leaves no address beside the other node's")
    func unstartable() throws {
        let pair = try Self.pair(Self.keys, "vrrp.key", Self.text)
        let process = try #require(try pair.election("a")?.processID)
        pair.end("a", SIGKILL)
        unlink("\(pair.folder)/vrrp.key")
        try pair.start("a")
        pair.expect("the process is adopted") { try pair.group("a")?.role == .master }
        kill(pid_t(process), SIGKILL)
        pair.expect("b alone has the address") {
            try pair.isHolding("b") && !pair.isHolding("a")
        }
        let words = "nothing can move the virtual addresses, so this node releases them"
        #expect(try pair.status("a").health.reasons.contains { $0.contains(words) })
        try Self.put(Self.text, "vrrp.key", pair)
        pair.expect("a has the address again") {
            try pair.isHolding("a") && !pair.isHolding("b") && pair.election("a")?.problems == []
        }
    }
}
