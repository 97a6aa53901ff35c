import Failover
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite("Handovers", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct HandoverTests {
    private func answer(_ program: Program) throws -> FailoverAnswer {
        try SchemaCheck.verify(program.output, as: "failover")
        return try JSONDecoder().decode(FailoverAnswer.self, from: Data(program.output.utf8))
    }

    @Test("the other node takes over when the cable is cut, and hands the role back")
    func cut() throws {
        let pair = try Balancers.started(document())
        try shell("ip -n \(pair.name("hub")) link set a0 down")
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        pair.expect("a knows its fault") { try pair.group("a")?.role == .faulty }
        try shell("ip -n \(pair.name("hub")) link set a0 up")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
    }

    @Test("failover moves the addresses without a lost probe, and resume moves them back")
    func failover() throws {
        let pair = try Balancers.started(document())
        let probing = try Probing(pair)
        let moved = try answer(try pair.command("a", "failover", "--to", "b", "--json"))
        #expect(
            moved.groups == [
                .init(name: "all", master: "b", isHere: false, isStandingBy: false)
            ])
        #expect(moved.failure == nil)
        #expect(try pair.isHolding("b"))
        let refused = try pair.command("a", "failover")
        #expect(refused.status == 1)
        #expect(refused.error.contains("run the command on b"), "\(refused.error)")
        let resumed = try pair.command("a", "resume")
        #expect(resumed.output == "all: this node has the addresses\n")
        #expect(resumed.status == 0)
        #expect(try pair.isHolding("a") && !pair.isHolding("b"))
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
    }

    @Test("a handover to a node that is not heard, or to the node itself, is refused")
    func refused() throws {
        let absent = "    - {name: c, address: 10.9.0.3, priority: 50}\n  failover:"
        let pair = try Balancers.started(document().replacing("  failover:", with: absent))
        let silent = try pair.command("a", "failover", "--to", "c")
        #expect(silent.status == 1)
        #expect(silent.error.contains("the node c is not heard"), "\(silent.error)")
        let unknown = try pair.command("a", "failover", "--to", "x")
        #expect(unknown.status == 1)
        #expect(unknown.error.contains("cluster.nodes has no node x"), "\(unknown.error)")
        let own = try pair.command("a", "failover", "--to", "a")
        #expect(own.error.contains("has the addresses already"), "\(own.error)")
        let group = try pair.command("a", "standby", "--group", "x")
        #expect(group.error.contains("there is no group x"), "\(group.error)")
        #expect(try pair.group("a")?.role == .master)
    }

    @Test("standby outlives the controller and the election process")
    func standby() throws {
        let pair = try Balancers.started(document())
        let moved = try answer(try pair.command("a", "standby", "--json"))
        #expect(
            moved.groups == [.init(name: "all", master: "b", isHere: false, isStandingBy: true)])
        let process = try #require(try pair.election("a")?.processID)
        pair.end("a", SIGKILL)
        kill(pid_t(process), SIGKILL)
        try pair.start("a")
        pair.expect("the next process is in standby") {
            try pair.election("a")?.processID != process
                && pair.group("a")?.isStandingBy == true && pair.group("a")?.master == "b"
        }
        #expect(try pair.isHolding("b"))
        #expect(try pair.status("a").health.reasons.contains { $0.contains("in standby") })
        let resumed = try answer(try pair.command("a", "resume", "--json"))
        #expect(resumed.failure == nil)
        #expect(try pair.isHolding("a") && !pair.isHolding("b"))
    }

    @Test("standby that no other node can follow is refused")
    func refusedStandby() throws {
        let pair = try Balancers.started(document())
        #expect(try pair.command("a", "standby").status == 0)
        let both = try pair.command("b", "standby")
        #expect(both.status == 1)
        #expect(
            both.error.contains("a is in standby too; end that with \"ballast resume\" there"),
            "\(both.error)")
        #expect(try pair.group("b")?.isStandingBy == false)
        #expect(try pair.command("a", "resume").status == 0)
        #expect(try pair.isHolding("a"))
        pair.end("b", SIGTERM)
        let alone = try pair.command("a", "standby")
        #expect(alone.status == 1)
        #expect(
            alone.error.contains("no other node has taken the group all over"), "\(alone.error)")
        pair.expect("a is not in standby") { try pair.group("a")?.isStandingBy == false }
        #expect(try pair.isHolding("a"))
    }

    @Test("a node that left the document gets no role while it runs, and is named")
    func unknown() throws {
        let pair = try Balancers.started(document())
        let takeovers = try pair.takeovers("b")
        let single = document().replacing(
            "    - {name: b, address: 10.9.0.2, priority: 100}\n", with: "")
        try pair.save(single, on: "a")
        let reason =
            "failover group all: unknown node 10.9.0.2 (not in cluster.nodes) takes part in the "
            + "election: stop ballast and ballast-elect there"
        pair.expect("a names the node") { try pair.status("a").health.reasons == [reason] }
        let named = try pair.command("a", "failover", "--to", "b")
        #expect(named.status == 1)
        #expect(named.error.contains("cluster.nodes has no node b"), "\(named.error)")
        let best = try pair.command("a", "failover")
        #expect(best.status == 1)
        #expect(best.error.contains("no other node can take the group all over"), "\(best.error)")
        let standby = try pair.command("a", "standby")
        #expect(standby.status == 1)
        #expect(
            standby.error.contains("unknown node 10.9.0.2 is not in cluster.nodes"),
            "\(standby.error)")
        #expect(try pair.isHolding("a") && !pair.isHolding("b"))
        #expect(try pair.takeovers("b") == takeovers)
        try pair.save(document(), on: "a")
        pair.expect("b is a candidate again") {
            try pair.status("a").health.reasons == []
                && pair.group("a")?.peers.first?.isCandidate == true
        }
        #expect(try pair.command("a", "failover", "--to", "b").status == 0)
        #expect(try pair.isHolding("b"))
    }

    @Test("apply names the case in which no election runs, and adds no address")
    func applied() throws {
        let pair = try Balancers(document())
        func apply() throws -> String {
            try pair.on(
                "a",
                "\(Balancers.program) apply -f \(pair.file("a")) --node a --runtime "
                    + "\(pair.runtime("a")) --state \(pair.folder)/a-state")
        }
        let note = "note: no election runs: this node has none of the virtual addresses until"
        let before = try apply()
        #expect(before.contains(note), "\(before)")
        #expect(try !pair.isHolding("a"))
        try pair.start("a", ["--keep-role"])
        pair.expect("a has the address") { try pair.isHolding("a") }
        pair.end("a", SIGTERM)
        let after = try apply()
        #expect(!after.contains(note), "\(after)")
        #expect(try pair.isHolding("a"))
    }

    @Test("a node that loses a gateway which its peer reaches hands over")
    func gateway() throws {
        let pair = try Balancers.started(document(["gateways: [10.9.0.3]"]))
        pair.expect("both reach the gateway") {
            try ["a", "b"].allSatisfy {
                try pair.election($0)?.gateways.map(\.isReached) == [true]
            }
        }
        try pair.on("a", "ip route add blackhole 10.9.0.3/32")
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        #expect(try pair.events("a").contains("failover: the gateway 10.9.0.3 is lost"))
        try pair.on("a", "ip route del blackhole 10.9.0.3/32")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
    }

    @Test("the command of a track moves the addresses while it fails")
    func script() throws {
        let flag = "/tmp/bf-flag-\(UInt32.random(in: 0...UInt32.max))"
        try Data().write(to: URL(filePath: flag))
        defer { unlink(flag) }
        // The command is the same on both nodes: only that of a sees the file of a.
        let pair = try Balancers.started(
            document([
                "track:",
                "  - {name: uplink, script: /usr/bin/test -e \(flag), interval: 200ms}",
            ]))
        let other = pair.file("b")
        let text = try String(contentsOfFile: other, encoding: .utf8)
        try pair.save(text.replacing(flag, with: "/"), on: "b")
        pair.expect("b is well without the file") { try pair.status("b").document.generation == 2 }
        unlink(flag)
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        #expect(try pair.election("a")?.faults.first?.reason.contains("track uplink") == true)
        try Data().write(to: URL(filePath: flag))
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        #expect(try pair.election("a")?.faults == [])
    }
}
