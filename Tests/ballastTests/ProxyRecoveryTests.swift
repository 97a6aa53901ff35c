import Foundation
import Glibc
import HAProxy
import Model
import Testing

@testable import ballast

/// What HAProxy was before must not stand in the way of what it is to be.
@Suite("what stays of the daemon's proxies", .timeLimit(.minutes(5)))
struct ProxyRecoveryTests {
    private static func isPossible() -> Bool { ProxyEndToEndTests.isPossible() }

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
