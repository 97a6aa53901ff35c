import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

/// What HAProxy and the daemon live through: ends of either, hands at the socket, ports of others.
@Suite("the life of the daemon's proxies", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyLifeTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("requests go on when the daemon ends in any way, and the next one adopts HAProxy")
    func adoption() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let before = try #require(try site.status().workers)
        for signal in [SIGKILL, SIGTERM] {
            let status = site.end(signal)
            #expect(signal == SIGKILL || status == 0)
            #expect(try site.server() == "a")
            #expect(try site.command("status").error.contains("start it with \"ballast run\""))
            try site.start()
            site.eventually("adoption") { try site.isHealthy() }
            let now = try #require(try site.status().workers)
            #expect(now.master == before.master && now.worker == before.worker)
            #expect(now.reloads == 0)
            let words = try site.events().map(\.message)
            #expect(words.contains { $0.hasPrefix("HAProxy was running, and is taken over") })
        }
        let second = try Program(
            "run", "-f", site.file, "--no-addresses", "--state", "\(site.folder)/state",
            "--runtime", site.run)
        #expect(second.status == 1)
        #expect(second.error.contains("is it already"))
        #expect(try site.server() == "a")
    }

    @Test("with --clean HAProxy goes when the daemon does")
    func clean() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start(["--clean"])
        site.eventually("an answer") { try site.server() == "a" }
        let master = try #require(site.master)
        #expect(site.end(SIGTERM) == 0)
        #expect(kill(master, 0) != 0)
        #expect(try site.fetch().status == 0)
    }

    @Test("a worker or a master that is killed is back, and the events say what happened")
    func deaths() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        for isMaster in [false, true] {
            let before = try #require(try site.status().workers)
            let master = try #require(before.master)
            kill(try #require(isMaster ? master : before.worker), SIGKILL)
            site.eventually("another master") {
                let now = try site.status().workers?.master
                return try now != nil && now != master && site.server() == "a"
            }
            site.eventually("the events") {
                let events = try site.events()
                return events.last { $0.kind == .recovered }?.message.contains("was started")
                    == true
                    && events.contains {
                        $0.kind == .failed
                            && $0.message
                                == "HAProxy ended, process \(master); it is started again"
                    }
            }
            guard !isMaster else { continue }
            let failed = try #require(try site.events().last { $0.kind == .failed })
            #expect(failed.details.contains { $0.contains("exited with code 137") }, "\(failed)")
        }
    }

    @Test("what was changed by hand at the socket is shown and put right")
    func drift() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        _ = try site.ask("set server shop/a weight 3")
        // It may be healed before anybody looks.
        let status = try site.command("status")
        if status.status == 3 {
            #expect(status.output.contains("because not as the document wants: 1 proxy"))
        }
        site.eventually("the weight") {
            try site.events().contains {
                $0.kind == .drift && $0.details == ["~ server a in shop, weight 3 -> 10"]
            }
        }
        _ = try site.ask("add server shop/x 127.0.0.1:9; enable server shop/x")
        site.eventually("its end") {
            try site.events().contains {
                $0.kind == .drift
                    && $0.details == [
                        "~ server x in shop, online -> offline", "- server x in shop",
                    ]
            }
        }
        let states = try #require(ServerStates(try site.ask("show servers state")))
        #expect(states.servers.map(\.name) == ["a"])
        #expect(states.servers.first?.weight == 10)
        #expect(try site.status().workers?.reloads == 0)
    }

    @Test("HAProxy ends with the last request when the document has no proxies any more")
    func retirement() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" }
        let held = try ExampleSite.begin("http://127.0.0.1:\(site.port)/hold")
        site.eventually("a request under way") {
            try (site.status().proxies.first?.servers.first?.sessions ?? 0) > 0
        }
        let nothing = "version: 1\nservices: []\n"
        #expect(
            try site.steps(of: nothing).map(\.line)
                == ["- end HAProxy with its last connection"])
        let master = try #require(site.master)
        try site.save(nothing)
        site.eventually("no new clients") { try site.fetch().status == 0 }
        let old = try #require(try site.status().workers)
        #expect(old.old.count == 1 && old.old.first?.connections == 1)
        #expect(kill(master, 0) == 0)
        a.release()
        #expect(try held.answer().body.hasPrefix("server a\n"))
        site.eventually("the end") { try site.status().workers == nil }
        let words = try site.events().map(\.message)
        #expect(words.contains("HAProxy has ended: the document has no proxies"))
        #expect(try site.isHealthy())
        #expect(try site.steps(of: nothing).isEmpty)
    }

    @Test("clients keep their servers over a reload when their addresses count")
    func stickiness() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let lines = ["persistence: source"]
        let site = try LiveSite { shop($0, [a.line(), b.line()], lines: lines) }
        try site.start()
        site.eventually("an answer") { try site.server() != nil }
        let clients = (2...9).map { "127.0.0.\($0)" }
        func servers() throws -> [String?] {
            try clients.map { try site.server("/", ["--interface", $0]) }
        }
        let before = try servers()
        #expect(Set(before) == ["a", "b"])
        // A worker teaches its successor what it has finished learning: its peers say when.
        site.eventually("the end of learning") {
            try site.ask("show peers").contains("resync_timeout=<PAST>")
        }
        try site.save(
            shop(
                site.port, [a.line(), b.line()], lines: lines + ["raw: [option http-no-delay]"]))
        site.eventually("a reload") { try site.status().workers?.reloads == 1 }
        #expect(try servers() == before)
        #expect(try servers() == before)
    }

    @Test("when all servers are down clients get the page, and one that is back takes over")
    func holdingPage() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite {
            shop(
                $0, [a.line()], lines: ["fallback: holdingPage"],
                further: "holdingPage: {html: '<p>back at noon', retryAfter: 2m}\n")
        }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" }
        a.stop()
        site.eventually("the page") { try site.fetch().status == 503 }
        let page = try site.fetch()
        #expect(page.body == "<p>back at noon")
        for header in [
            "retry-after: 120", "cache-control: no-store", "content-type: text/html; charset=utf-8",
        ] {
            #expect(page.headers.contains(header), "\(page.headers)")
        }
        site.eventually("the event") {
            try site.events().contains {
                $0.kind == .down && $0.message == "shop/a is down: Connection refused (L4CON)"
            }
        }
        #expect(try site.command("explain", "shop/a").output.contains(": Connection refused"))
        let back = try LiveServer("a", port: a.port)
        site.eventually("it is back") { try site.server() == "a" }
        site.eventually("the event") {
            try site.events().contains { $0.kind == .up && $0.message == "shop/a is up" }
        }
        withExtendedLifetime(back) {}
    }

    @Test("a port that another program has costs no client a request, and is taken when it is free")
    func takenPort() throws {
        guard Self.isPossible() else { return }
        let (a, other) = try (LiveServer("a"), LiveServer("other"))
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let more = """
              - name: more
                listen: 127.0.0.1:\(other.port)
                servers: [\(a.line())]

            """
        try site.save(shop(site.port, [a.line()], further: more))
        var failed = 0
        site.eventually("a complaint") {
            if try site.server() != "a" { failed += 1 }
            return try site.status().proxies.last?.complaint != nil
        }
        for _ in 0..<50 where try site.server() != "a" { failed += 1 }
        #expect(failed == 0)
        let status = try site.status()
        let complaint = try #require(status.proxies.last?.complaint)
        #expect(
            complaint.hasPrefix(
                "cannot listen on 127.0.0.1:\(other.port): Address already in use (EADDRINUSE); "),
            "\(complaint)")
        #expect(
            complaint.hasSuffix("(process \(getpid())) listens there; stop it, or change listen"),
            "\(complaint)")
        #expect(status.proxies.first?.complaint == nil && status.workers?.complaint == nil)
        #expect(status.health.reasons == [complaint])
        #expect(try site.command("status").output.contains("  error: cannot listen on"))
        let plan = try site.command("plan").output
        #expect(plan.contains("Nothing to do."), "\(plan)")
        #expect(plan.contains("note: proxy more waits for 127.0.0.1:\(other.port): cannot listen"))
        // The others follow the document meanwhile.
        try site.save(
            shop(
                site.port, [a.line()],
                lines: ["headers: {response: {set: {X-Next: \"1\"}}}"], further: more))
        site.eventually("another edit") { try site.fetch().headers.contains("x-next: 1") }
        other.stop()
        site.eventually("it listens") {
            try ExampleSite.fetch("http://127.0.0.1:\(other.port)/").body.hasPrefix("server a")
        }
        site.eventually("health") { try site.isHealthy() }
        #expect(try site.server() == "a")
    }

    @Test("without HAProxy, or with a folder that is too deep, it is said what to do")
    func obstacles() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        let deep = "\(site.folder)/\(String(repeating: "d", count: 80))"
        let applied = try Program(
            "apply", "-f", site.file, "--no-addresses", "--state", deep, "--runtime", deep)
        #expect(applied.status == 1)
        #expect(
            applied.error.contains(
                "the path of one may have 97 bytes at most; name a shorter directory with "
                    + "--runtime"), "\(applied.error)")
        // A file that nobody may run, in place of each program of that name.
        let paths = ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/usr/local/bin"]
            .map { "\($0)/haproxy" }.filter { FileManager.default.fileExists(atPath: $0) }
        let hide = paths.map { "mount --bind /dev/null \($0)" }.joined(separator: " && ")
        let ballast = Program.folder.appending(path: "ballast").path
        for command in ["plan", "apply"] {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/unshare")
            process.arguments =
                (geteuid() == 0 ? ["-m"] : ["-rm"]) + [
                    "sh", "-c",
                    "\(hide) && exec \(ballast) \(command) -f \(site.file) --no-addresses "
                        + "--state \(site.folder)/state --runtime \(site.run) 2>&1",
                ]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let text = String(decoding: bytes, as: UTF8.self)
            let words =
                "cannot serve the proxies: HAProxy is not installed; apt-get install haproxy"
            #expect(text.contains(words), "\(command): \(text)")
            #expect(process.terminationStatus == (command == "plan" ? 0 : 1))
        }
    }
}
