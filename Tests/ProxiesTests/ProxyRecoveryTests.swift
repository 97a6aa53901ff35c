import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

@testable import Proxies

/// What HAProxy was before must not stand in the way of what it is to be.
@Suite("what stays of the daemon's proxies", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyRecoveryTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("a server that was loaded as offline is online by a command, and stays so")
    func loadedOffline() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let off = a.line("weight: 10, state: offline")
        let site = try LiveSite { shop($0, [off, b.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "b" && site.isHealthy() }
        func isOnline() throws -> Bool {
            let server = try site.status().proxies.first?.servers.first { $0.name == "a" }
            return try server?.got?.isOnline == true && site.server() != nil
        }
        for reloads in 0...1 {
            let lines = reloads == 0 ? [] : ["raw: [option http-no-delay]"]
            try site.save(shop(site.port, [off, b.line()], lines: lines))
            site.eventually("a reload") {
                try site.status().workers?.reloads == reloads && !isOnline() && site.isHealthy()
            }
            // A start after a crash is not to find what the servers were.
            site.eventually("no states") {
                !FileManager.default.fileExists(atPath: "\(site.run)/haproxy/servers.state")
            }
            let next = shop(site.port, [a.line(), b.line()], lines: lines)
            try site.save(next)
            site.eventually("a is online") { try isOnline() && site.isHealthy() }
            #expect(try site.steps(of: next).isEmpty)
            #expect(try !site.events().contains { $0.kind == .drift })
            #expect(try site.status().workers?.reloads == reloads)
        }
    }

    @Test("beside a master that does not answer no second one is started")
    func silentMaster() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let master = try #require(site.master)
        site.end(SIGKILL)
        kill(master, SIGSTOP)
        defer { kill(master, SIGCONT) }
        let applied = try site.command("apply")
        #expect(applied.status == 1)
        #expect(applied.error.contains("process \(master) does not answer"), "\(applied.error)")
        #expect(site.master == master)
        #expect(try site.server() == "a")
        kill(master, SIGCONT)
        try site.start()
        site.eventually("adoption") { try site.isHealthy() }
        #expect(try site.status().workers?.master == master)
    }

    @Test(
        "a daemon that starts without a good document leaves HAProxy as it is",
        arguments: ["version: 1\nproxies: [\n", nil])
    func startWithoutDocument(document: String?) throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let before = try #require(try site.status().workers)
        site.end(SIGTERM)
        // No copy of an accepted document either; there may be none yet.
        try? FileManager.default.removeItem(atPath: "\(site.folder)/state")
        let good = try site.text()
        if let document {
            try site.save(document)
        } else {
            try FileManager.default.removeItem(atPath: site.file)
        }
        try site.start()
        // Each of these looks at HAProxy at once.
        for _ in 0..<3 {
            kill(try #require(site.daemon).processIdentifier, SIGHUP)
            usleep(200_000)
            #expect(try site.server() == "a")
        }
        let status = try site.status()
        #expect(status.workers?.master == before.master)
        #expect(status.workers?.worker == before.worker && status.workers?.reloads == 0)
        #expect(!status.health.healthy)
        try site.save(good)
        site.eventually("the document") { try site.isHealthy() }
        #expect(try site.status().workers?.worker == before.worker)
    }

    @Test("a reload that is asked for has HAProxy read its program anew, and says when it can't")
    func reload() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let before = try #require(try site.status().workers)
        let socket = ["--socket", "\(site.run)/ballast.sock"]
        let run = try Program(["reload"] + socket)
        #expect(run.status == 0 && run.output == "HAProxy was reloaded.\n", "\(run)")
        site.eventually("another worker") {
            let now = try site.status().workers
            return try now?.master == before.master && now?.worker != before.worker
                && now?.reloads == 1 && site.server() == "a"
        }
        let event = try #require(try site.events().last { $0.kind == .applied })
        #expect(event.message == "HAProxy was reloaded" && event.details == ["it was asked for"])
        try site.save("version: 1\nservices: []\n")
        site.eventually("the end") {
            try site.events().contains { $0.message.hasPrefix("HAProxy has ended") }
        }
        let failed = try Program(["reload"] + socket)
        #expect(failed.status == 1)
        #expect(failed.error == "ballast: cannot reload HAProxy: it does not run\n")
        site.end(SIGTERM)
        #expect(try Program(["reload"] + socket).error.contains("no controller answers at"))
    }

    @Test("a reload that is asked for loads the values that were sent since the last one")
    func reloadAfterValues() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite { shop($0, [a.line(), b.line()]) }
        try site.start()
        site.eventually("both") { try Set((0..<4).map { _ in try site.server() }).count == 2 }
        site.eventually("health") { try site.isHealthy() }
        // Loaded as drained, and put online by a command.
        try site.save(shop(site.port, [a.line("state: drain"), b.line("state: drain")]))
        site.eventually("no answer") { try site.server() != "a" && site.server() != "b" }
        let socket = ["--socket", "\(site.run)/ballast.sock"]
        #expect(try Program(["reload"] + socket).status == 0)
        site.eventually("the worker") { try site.status().workers?.reloads == 1 }
        try site.save(shop(site.port, [a.line(), b.line("state: drain")]))
        site.eventually("a") { try site.server() == "a" }
        for _ in 0..<3 {
            #expect(try Program(["reload"] + socket).status == 0)
            for _ in 0..<20 { #expect(try site.server() == "a") }
        }
        site.eventually("health") { try site.isHealthy() }
        #expect(try !site.events().contains { $0.kind == .drift })
    }

    @Test("a worker that is stopped is said not to answer, and nothing else of it")
    func silentWorker() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let worker = try #require(try site.status().workers?.worker)
        kill(worker, SIGSTOP)
        defer { kill(worker, SIGCONT) }
        site.eventually("silence") {
            let text = try site.command("status").output
            return text.contains("HAProxy does not answer: its worker, process \(worker),")
                && !text.contains("HAProxy does not run")
                && !text.contains("the previous ones are served")
        }
        // The queue of the socket is full of unanswered commands, so that connecting fails too.
        let questions = try UnixConnections(filling: "\(site.run)/haproxy/stats.sock")
        for _ in 0..<20 {
            let text = try site.command("status").output
            #expect(text.contains("HAProxy does not answer: its worker, process \(worker),"))
            #expect(!text.contains("the previous ones are served"), "\(text)")
        }
        let planned = try site.command("plan")
        #expect(planned.status == 1)
        #expect(planned.error.contains("error: not read: proxy: cannot ask"), "\(planned.error)")
        questions.close()
        kill(worker, SIGCONT)
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        site.eventually("the event") {
            try site.events().contains {
                $0.kind == .recovered && $0.message.hasPrefix("HAProxy answers again")
            }
        }
    }

    @Test("SIGHUP has what was refused tried again")
    func tryAgain() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let page = "\(site.folder)/page.http"
        let lines = ["raw: [\"errorfile 503 \(page)\"]"]
        try site.save(shop(site.port, [a.line()], lines: lines))
        site.eventually("a refusal") {
            try site.status().workers?.complaint?.contains(page) == true
        }
        let answer = "HTTP/1.0 503 Away\r\nContent-Length: 0\r\n\r\n"
        try Data(answer.utf8).write(to: URL(filePath: page))
        kill(try #require(site.daemon).processIdentifier, SIGHUP)
        site.eventually("the configuration") {
            try site.isHealthy() && site.status().workers?.complaint == nil
        }
        #expect(try site.status().workers?.reloads == 1)
    }

    @Test("a document has one directory, however its path is written")
    func directories() {
        let here = FileManager.default.currentDirectoryPath
        for (path, directory) in [
            ("b.yaml", here), ("./b.yaml", here), ("\(here)/./b.yaml", here),
            ("sub/b.yaml", "\(here)/sub"), ("/etc/ballast/b.yaml", "/etc/ballast"),
            ("/etc/link/../b.yaml", "/etc/link/.."), ("/b.yaml", "/"),
        ] {
            #expect(ProxySite.directory(of: path) == directory, "\(path)")
        }
    }
}
