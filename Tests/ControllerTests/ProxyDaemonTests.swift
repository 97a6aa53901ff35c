import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// `ballast run` with proxies, as an operator works with it: edits, commands, plans, refusals.
@Suite("the daemon's proxies", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyDaemonTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("plan says beforehand exactly what an edit then does")
    func plans() throws {
        guard Self.isPossible() else { return }
        let (a, b, c) = try (LiveServer("a"), LiveServer("b"), LiveServer("c"))
        let site = try LiveSite { shop($0, [a.line(), b.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() != nil && site.isHealthy() }
        let both = [a.line(), b.line()]
        let cookie = ["persistence: cookie"]
        let port = site.port
        let edits: [(what: String, document: String, isReload: Bool)] = [
            ("weight", shop(port, [a.line("weight: 20"), b.line()]), false),
            ("drain", shop(port, [a.line("weight: 20, state: drain"), b.line()]), false),
            ("offline", shop(port, [a.line("weight: 20, state: offline"), b.line()]), false),
            ("online", shop(port, both), false),
            (
                "address",
                shop(port, [a.line().replacing("\(a.port)", with: "\(c.port)"), b.line()]),
                false
            ),
            ("limit", shop(port, [a.line("weight: 10, maxConnections: 5"), b.line()]), false),
            ("no limit", shop(port, both), true),
            ("new server", shop(port, both + [c.line("weight: 5, maxConnections: 9")]), false),
            ("removed server", shop(port, both), true),
            ("route", shop(port, both, further: "    routes: [{answer: {body: hi}}]\n"), true),
            ("raw", shop(port, both, lines: ["raw: [option http-no-delay]"]), true),
            ("header", shop(port, both, lines: ["headers: {request: {remove: [X-A]}}"]), true),
            ("cookie", shop(port, both, lines: cookie), true),
            ("new server, cookie", shop(port, both + [c.line()], lines: cookie), true),
            ("check", shop(port, both, check: "connect"), true),
        ]
        for edit in edits {
            let steps = try site.steps(of: edit.document)
            #expect(!steps.isEmpty, "\(edit.what)")
            let isReload = steps.contains { $0.risk == .restartsWorker }
            #expect(isReload == edit.isReload, "\(edit.what): \(steps)")
            let before = try site.events().filter { $0.kind == .applied }.count
            try site.save(edit.document)
            site.eventually(edit.what) {
                try site.events().filter { $0.kind == .applied }.count > before
            }
            let event = try #require(try site.events().last { $0.kind == .applied })
            if isReload {
                let reload = try #require(steps.first)
                let reasons = "~ reload HAProxy: \(event.details.joined(separator: "; "))"
                // The event of a larger change has the plan's lines.
                #expect(
                    steps.count == 1
                        && (reload.line == reasons
                            || event.details == Self.lines(of: reload)),
                    "\(edit.what): \(reload), \(event.details)")
            } else {
                #expect(steps.map(\.line) == event.details, "\(edit.what)")
            }
            #expect(event.message.contains("reloaded") == isReload, "\(edit.what)")
            #expect(try site.steps(of: edit.document).isEmpty, "\(edit.what)")
        }
    }

    private static func lines(of reload: StepRecord) -> [String] {
        (reload.parts ?? []).flatMap { part in
            (part.action == .change ? [] : ["\(part.action.rawValue) \(part.subject)"])
                + part.changes.map { "\(part.subject): \($0)" }
        }
    }

    @Test("drain, online, offline and weight edit the document, whose comments stay")
    func commands() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite {
            shop(
                $0, ["\(a.line())  # the old one", b.line()],
                further: """
                        routes:
                          - match: {prefix: /img}
                            servers: [{name: img, address: "127.0.0.1:\(b.port)"}]  # pictures

                    """)
        }
        try site.start()
        site.eventually("an answer") { try site.server("/img") == "b" && site.isHealthy() }
        func server(_ name: String) throws -> ProxyServerStatus? {
            try site.status().proxies.first?.servers.first { $0.name == name }
        }
        let steps: [(words: [String], isSo: () throws -> Bool)] = [
            (["drain", "shop/a"], { try server("a")?.got?.weight == 0 && site.server() == "b" }),
            (["online", "shop/a"], { try server("a")?.got?.weight == 10 }),
            (["offline", "shop/img"], { try site.fetch("/img").status == 503 }),
            (["weight", "shop/img", "7"], { try server("img")?.want.weight == 7 }),
            (
                ["online", "shop/img"],
                {
                    try server("img")?.got?.weight == 7 && site.server("/img") == "b"
                }
            ),
            (["weight", "shop/a", "3"], { try server("a")?.got?.weight == 3 }),
        ]
        for step in steps {
            let run = try Program(step.words + ["-f", site.file])
            #expect(run.status == 0, "\(step.words): \(run.error)")
            site.eventually("\(step.words)", step.isSo)
        }
        #expect(try server("img")?.route == 1)
        let text = try site.text()
        #expect(text.contains("weight: 3}  # the old one\n"), "\(text)")
        #expect(text.contains("weight: 7}]  # pictures\n"), "\(text)")
        #expect(try site.status().workers?.reloads == 0, "they were all commands")
        for words in [["drain", "shop/nobody"], ["weight", "shop/a", "257"]] {
            #expect(try Program(words + ["-f", site.file]).status == 1)
        }
        let image = try site.command("explain", "shop/img").output
        #expect(image.contains("weight    7 = 7 x 1 x 1, as in HAProxy"), "\(image)")
        let whole = try site.command("explain", "shop").output
        #expect(whole.contains("shop is proxy http 127.0.0.1:\(site.port)"), "\(whole)")
        let explained = try site.command("explain", "shop/a", "--json").output
        try SchemaCheck.verify(explained, as: "explain")
        let answer = try #require(
            try JSONDecoder().decode(Explained.self, from: Data(explained.utf8)).proxyServer)
        #expect(answer.status.want == answer.status.got && answer.status.isUp == true)
        #expect(try site.command("explain", "shop/nobody").status == 1)
    }

    @Test(
        "what HAProxy refuses is said at its place, and what it served goes on",
        arguments: [
            false, true,
        ])
    func refusal(isFresh: Bool) throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let port = ExampleSite.freePort()
        let good = shop(port, [a.line()])
        let bad = shop(port, [a.line()], lines: ["raw: [unheard of]"])
        func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }
        let site = try LiveSite { _ in isFresh ? bad : good }
        try site.start()
        if !isFresh {
            site.eventually("an answer") { try ExampleSite.fetch(url()).status == 200 }
            try site.save(bad)
        }
        site.eventually("a complaint") { try site.status().workers?.complaint != nil }
        let status = try site.command("status")
        #expect(status.status == 3)
        let words = "proxies[0].raw[0]: HAProxy says: unknown keyword 'unheard'"
        #expect(status.output.contains("  error: \(words)"), "\(status.output)")
        let meanwhile = isFresh ? "nobody serves them" : "the previous ones are served"
        #expect(
            status.output.contains(
                "because the proxies are not as the document says: \(meanwhile)\n"))
        #expect(!status.output.contains("[ALERT]") && !status.output.contains("Fatal errors"))
        #expect(try ExampleSite.fetch(url()).status == (isFresh ? 0 : 200))
        // A plan knows it too, and at which line.
        let plan = try site.command("plan")
        #expect(plan.error.contains(":6:11: error: HAProxy says: unknown keyword"), "\(plan.error)")
        #expect(plan.output.contains("note: HAProxy refuses the proxies of this document"))
        #expect(plan.output.contains("Nothing to do."))
        if !isFresh {
            // Another daemon, and a worker that dies, do no harm: the last good file is there.
            site.end(SIGTERM)
            try site.start()
            site.eventually("a complaint") { try site.status().workers?.complaint != nil }
            let worker = try #require(try site.status().workers?.worker)
            kill(worker, SIGKILL)
            site.eventually("another worker") {
                let now = try site.status().workers?.worker
                return try now != nil && now != worker && ExampleSite.fetch(url()).status == 200
            }
            #expect(try site.status().workers?.complaint?.contains("unheard") == true)
        }
        try site.save(good)
        site.eventually("recovery") {
            try site.isHealthy() && ExampleSite.fetch(url()).status == 200
        }
    }

    @Test("a storm of saves is a few reloads, and ends in the last document")
    func storm() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" }
        let begin = ContinuousClock.now
        for number in 1...400 {
            let lines = ["headers: {response: {set: {X-Number: \"\(number)\"}}}"]
            try site.save(shop(site.port, [a.line()], lines: lines))
            usleep(5_000)
        }
        site.eventually("the last one") {
            try site.fetch().headers.contains("x-number: 400")
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let list = try #require(ProcessList(try site.ask("show proc", master: true)))
        // One each 500 ms, and what it takes.
        #expect(Double(list.reloads) <= seconds * 2 + 1, "\(list.reloads) in \(seconds) s")
        #expect(list.reloads > 0)
        site.eventually("health") { try site.isHealthy() }
    }

    @Test("apply alone starts HAProxy, changes it, says what it refuses, and ends it")
    func apply() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        let started = try site.command("apply")
        #expect(started.status == 0 && started.output.contains("start HAProxy"), "\(started)")
        #expect(try site.server() == "a")
        try site.save(shop(site.port, [a.line("weight: 20")]))
        let changed = try site.command("apply").output
        #expect(changed.contains("~ server a in shop, weight 10 -> 20"), "\(changed)")
        try site.save(shop(site.port, [a.line()], lines: ["raw: [unheard of]"]))
        let refused = try site.command("apply")
        #expect(refused.status == 1)
        #expect(refused.error.contains("proxies[0].raw[0]: HAProxy says: unknown keyword"))
        #expect(try site.server() == "a")
        let nothing = "version: 1\nservices: []\n"
        try site.save(nothing)
        site.eventually("its end") {
            // The old worker ends with its last connection, and the master with an apply after it.
            let run = try site.command("apply")
            return try run.status == 0 && site.steps(of: nothing).isEmpty
        }
        #expect(try site.fetch().status == 0)
    }
}
