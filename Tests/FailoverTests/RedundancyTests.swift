import Failover
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite("Lost redundancy", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct RedundancyTests {
    private func reasons(_ pair: Balancers, _ host: String) throws -> [String] {
        try pair.status(host).health.reasons.filter { $0.hasPrefix("failover") }
    }

    /// Ends the controller and the election of a host at once, as a machine that dies.
    private func kill(_ host: String, of pair: Balancers) throws {
        let process = try #require(try pair.election(host)?.processID)
        pair.end(host, SIGKILL)
        Glibc.kill(pid_t(process), SIGKILL)
        // The addresses end with the machine.
        try shell("ip -n \(pair.name(host)) addr flush dev eth0 to \(Balancers.address)/32")
    }

    @Test("the survivor of a dead master knows that it is alone, and reports no split brain")
    func dead() throws {
        let pair = try Balancers.started(document())
        #expect(try reasons(pair, "a") == [])
        #expect(try reasons(pair, "b") == [])
        try kill("a", of: pair)
        pair.expect("b has the address, and misses a") {
            try pair.isHolding("b")
                && reasons(pair, "b").contains {
                    $0.hasPrefix("failover group all: a has not been heard for ")
                        && $0.hasSuffix("; this node serves, and no other node can take over")
                }
        }
        let group = try #require(try pair.group("b"))
        #expect(group.absent.map(\.node) == ["a"])
        #expect(group.peers.first?.isHeard == false)
        #expect(group.peers.first?.hearsThisNode == false)
        #expect(try reasons(pair, "b").allSatisfy { !$0.contains("has the addresses too") })
        pair.expect("an event") { try pair.events("b").contains("failover: a is no longer heard") }
        try pair.start("a")
        pair.expect("a is back") {
            try pair.isHolding("a") && !pair.isHolding("b") && reasons(pair, "b") == []
                && pair.events("b").contains("failover: a is heard again")
        }
        #expect(
            try ["a", "b"].allSatisfy { host in
                try pair.events(host).allSatisfy { !$0.contains("both had the addresses") }
            })
    }

    @Test("a node that begins later is heard, not heard again")
    func begun() throws {
        let pair = try Balancers(document())
        try pair.start("a")
        pair.expect("a misses b") {
            try pair.events("a").contains(
                "failover: b has not been heard since the election began")
        }
        try pair.start("b")
        pair.expect("a hears b") {
            try reasons(pair, "a") == [] && pair.events("a").contains("failover: b is heard")
        }
        #expect(try pair.events("a").allSatisfy { !$0.contains("heard again") })
    }

    @Test("a backup that is stopped in order is missed too")
    func stopped() throws {
        let pair = try Balancers.started(document())
        pair.end("b", SIGTERM)
        pair.expect("a misses b") {
            try reasons(pair, "a") == [
                "failover group all: b has stopped its election; this node serves, and no other"
                    + " node can take over"
            ]
        }
    }

    @Test("nodes with different keys name the refused packets, and are degraded")
    func keys() throws {
        func text(_ letter: String) -> String {
            let key = String(repeating: letter, count: 32)
            return document(["authentication: {keys: [{id: 1, key: \"\(key)\"}]}"])
        }
        let pair = try Balancers(text("k"))
        try pair.save(text("l"), on: "b")
        for host in ["a", "b"] {
            chmod(pair.file(host), 0o600)
            try pair.start(host)
        }
        for (host, other, number) in [("a", "b", 2), ("b", "a", 1)] {
            pair.expect("\(host) is degraded") {
                let reasons = try reasons(pair, host)
                return reasons.contains(
                    "failover group all: \(other) has not been heard since the election began; "
                        + "this node serves, and no other node can take over")
                    && reasons.contains {
                        $0.hasPrefix("failover link eth0: ")
                            && $0.hasSuffix(
                                " packets of 10.9.0.\(number) refused in the last minute: the HMAC "
                                    + "of key 1 does not match")
                    }
            }
            pair.expect("an event") {
                try pair.events(host).contains {
                    $0.contains("packets are refused: 10.9.0.\(number): the HMAC of key 1")
                }
            }
        }
    }

    @Test("a node with another virtual router is missed, and its packets are named")
    func router() throws {
        let pair = try Balancers(document(["virtualRouterId: 51"]))
        try pair.save(document(["virtualRouterId: 52"]), on: "b")
        for host in ["a", "b"] { try pair.start(host) }
        pair.expect("a is degraded") {
            try reasons(pair, "a").contains {
                $0.contains(
                    "of 10.9.0.2 refused in the last minute: virtual router 52 is not configured")
            }
        }
        #expect(try pair.group("a")?.absent.map(\.node) == ["b"])
        try pair.save(document(["virtualRouterId: 51"]), on: "b")
        pair.expect("the nodes hear each other") { try reasons(pair, "a") == [] }
    }

    @Test(
        "keepalived as the peer degrades nothing, and is named by its node or its address",
        .enabled(if: (try? shell("command -v keepalived")) != nil),
        arguments: [true, false])
    func keepalived(isNode: Bool) throws {
        var text = document().replacing("interval: 200ms", with: "interval: 1s")
        if !isNode {
            text = text.replacing("    - {name: b, address: 10.9.0.2, priority: 100}\n", with: "")
            #expect(!text.contains("10.9.0.2"))
        }
        let pair = try Balancers(text)
        try pair.runKeepalived("b")
        pair.expect("keepalived has the address") { try pair.isHolding("b") }
        try pair.start("a")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        // Longer than a node may be silent.
        pair.expect("the advertisements of keepalived are over") {
            try pair.group("a")?.programs.first?.isMaster == false
        }
        #expect(try reasons(pair, "a") == [])
        let name = isNode ? "b has the addresses" : "10.9.0.2, no node of the document, has them"
        let standby = try pair.command("a", "standby")
        #expect(standby.output == "all: \(name); this node is in standby\n")
        #expect(standby.status == 0)
        #expect(try pair.isHolding("b") && !pair.isHolding("a"))
        #expect(
            try reasons(pair, "a") == [
                "failover group all: this node is in standby: `ballast resume` ends that"
            ])
        let resume = try pair.command("a", "resume")
        #expect(resume.output == "all: this node has the addresses\n")
        #expect(try pair.isHolding("a"))
    }
}
