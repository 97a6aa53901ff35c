import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite(
    "The election and its controller", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct ControllerDeathTests {
    @Test("a killed controller is no failover; the next one adopts the election")
    func killed() throws {
        let pair = try Balancers.started(document())
        let process = try pair.election("a")?.processID
        let since = try pair.group("a")?.since
        let takeovers = try pair.takeovers("b")
        let probing = try Probing(pair)
        pair.end("a", SIGKILL)
        try pair.start("a")
        pair.expect("the same process is adopted") {
            try pair.election("a")?.processID == process && pair.group("a")?.role == .master
        }
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
        // The status has the age of the role, so its begin may differ by a rounded millisecond.
        let difference = try #require(try pair.group("a")).since - #require(since)
        #expect(abs(difference) < 1000, "the role did not change")
        #expect(try pair.takeovers("b") == takeovers)
        // Events of the election are reported once, also over a restart.
        #expect(try !pair.events("a").contains { $0.contains("the election has started") })
    }

    @Test("a controller that was stopped for so long that it counted as lost is one again")
    func controllerStopped() throws {
        let pair = try Balancers.started(document())
        let probing = try Probing(pair)
        pair.signal("a", SIGSTOP)
        // The election process counts it as lost after 15 s.
        sleep(17)
        pair.signal("a", SIGCONT)
        pair.expect("the process has its controller") {
            try pair.command("a", "standby").status == 0
        }
        #expect(try pair.isHolding("b"))
        #expect(try pair.command("a", "resume").status == 0)
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
    }

    @Test("a killed election process is started again, and the address returns")
    func processKilled() throws {
        let pair = try Balancers.started(document())
        let process = try #require(try pair.election("a")?.processID)
        kill(pid_t(process), SIGKILL)
        pair.expect("another process has the address") {
            let election = try pair.election("a")
            return try election?.processID != process && election?.groups.first?.role == .master
                && pair.isHolding("a") && !pair.isHolding("b")
        }
        #expect(
            try pair.events("a").contains {
                $0 == "failover: the election process has ended: signal 9"
            })
        #expect(try pair.events("a").contains { $0 == "the election process runs and answers" })
    }

    @Test("a process that ends after SIGTERM is no failure, be it adopted or not")
    func processEnded() throws {
        let pair = try Balancers.started(document())
        for _ in 0..<2 {
            let process = try #require(try pair.election("a")?.processID)
            kill(pid_t(process), SIGTERM)
            pair.expect("another process has the address") {
                let election = try pair.election("a")
                return try election?.processID != process
                    && election?.groups.first?.role == .master
                    && pair.isHolding("a") && !pair.isHolding("b")
            }
            let events = try pair.status("a").events
            let asked = "failover: the election process \(process) was asked to end"
            #expect(events.contains { $0.kind == .drift && $0.message.hasPrefix(asked) })
            #expect(
                events.allSatisfy {
                    $0.kind != .failed || !$0.message.contains("the election process")
                })
            // The next process is no child of this controller.
            pair.end("a", SIGKILL)
            try pair.start("a")
            pair.expect("the process is adopted") { try pair.group("a")?.role == .master }
        }
    }

    @Test("SIGTERM hands over before the address is removed: a client loses nothing")
    func terminated() throws {
        let pair = try Balancers.started(document())
        let process = try pair.election("a")?.processID
        let probing = try Probing(pair)
        #expect(pair.end("a", SIGTERM) == 0)
        #expect(try pair.isHolding("b"), "the controller ends after the handover")
        #expect(try !pair.isHolding("a"))
        #expect(!pair.runs(process))
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
    }

    @Test("with --keep-role, SIGTERM leaves the election to the next controller")
    func kept() throws {
        let pair = try Balancers.started(document(), ["--keep-role"])
        let process = try pair.election("a")?.processID
        #expect(pair.end("a", SIGTERM) == 0)
        #expect(pair.runs(process))
        #expect(try pair.isHolding("a"))
        try pair.start("a")
        pair.expect("the same process is adopted") {
            try pair.election("a")?.processID == process && pair.group("a")?.role == .master
        }
    }

    @Test("a process that a signal has stopped is replaced within seconds, and the address returns")
    func stopped() throws {
        let pair = try Balancers.started(document())
        let process = try #require(try pair.election("a")?.processID)
        kill(pid_t(process), SIGSTOP)
        pair.expect("the stop is reported") {
            try pair.events("a").contains { $0.contains("a signal has stopped it") }
        }
        pair.expect("another process has the address") {
            try pair.isHolding("a") && !pair.isHolding("b")
                && pair.election("a")?.processID != process && pair.election("a")?.problems == []
        }
        #expect(try pair.events("b").contains { $0.contains("this node is master") })
        #expect(!pair.runs(process))
    }

    @Test("a process whose socket was removed makes it again, and the next controller adopts it")
    func socketRemoved() throws {
        let pair = try Balancers.started(document())
        let process = try pair.election("a")?.processID
        let takeovers = try pair.takeovers("b")
        try shell("rm -r \(pair.runtime("a"))/elect")
        pair.expect("the removal is reported") {
            try pair.events("a").contains { $0.hasPrefix("removed outside Ballast, made again") }
        }
        pair.end("a", SIGKILL)
        try shell("rm -r \(pair.runtime("a"))/elect")
        try pair.start("a")
        pair.expect("the same process is adopted") {
            try pair.election("a")?.processID == process && pair.group("a")?.role == .master
        }
        #expect(try pair.isHolding("a"))
        #expect(try pair.takeovers("b") == takeovers)
    }

    @Test("a process that can't have its socket is replaced")
    func socketRefused() throws {
        let pair = try Balancers.started(document())
        let process = try pair.election("a")?.processID
        // A folder that others may write is refused.
        let folder = "\(pair.runtime("a"))/elect"
        try shell("chmod 777 \(folder) && rm \(folder)/control.sock")
        pair.expect("the process has ended") { !pair.runs(process) }
        try shell("chmod 700 \(folder)")
        pair.expect("another process has the address") {
            try pair.election("a")?.processID != process && pair.group("a")?.role == .master
                && pair.isHolding("a") && !pair.isHolding("b")
        }
    }

    @Test("without failover in the document the address stays where it is")
    func removed() throws {
        let pair = try Balancers(document())
        try pair.start("a")
        pair.expect("a has the address") { try pair.isHolding("a") }
        let process = try pair.election("a")?.processID
        let probing = try Probing(pair)
        try pair.save(single, on: "a")
        pair.expect("the election has ended") {
            try pair.election("a") == nil && !pair.runs(process)
                && pair.status("a").addresses.first?.elected == nil
        }
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
        #expect(try pair.isHolding("a"))
        try pair.save(document(), on: "a")
        pair.expect("another election has the address") {
            try pair.group("a")?.role == .master && pair.isHolding("a")
        }
    }

    @Test("a plan leaves the address to the election")
    func planned() throws {
        let pair = try Balancers(document())
        let plan = try pair.on(
            "a",
            "\(Balancers.program) plan -f \(pair.file("a")) --node a --runtime \(pair.runtime("a"))"
                + " --state \(pair.folder)/a-state")
        #expect(plan.contains("the election adds and removes the virtual addresses"))
        #expect(!plan.contains("+ address"), "\(plan)")
    }
}
