import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// A controller whose directories are removed, fill with nothing but errors, or are read-only.
@Suite("a controller without its files", .timeLimit(.minutes(20)), .ownThreads)
struct RemovedFilesTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("a runtime directory that is removed is made again, with all that belongs in it")
    func runtime() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let before = try #require(site.master)
        try FileManager.default.removeItem(atPath: site.run)
        site.eventually("status") { try site.command("status").status != 1 }
        kill(before, SIGKILL)
        site.eventually("HAProxy") {
            try site.master.map { $0 != before } == true && site.server() == "a"
        }
        try site.save(shop(site.port, [b.line()]))
        site.eventually("an edit") { try site.server() == "b" && site.isHealthy() }
        let daemon = try #require(site.daemon).processIdentifier
        let second = try Program([
            "run", "-f", site.file, "--runtime", site.run, "--state", "\(site.folder)/other",
        ])
        #expect(second.error.contains("process \(daemon) is it already"), "\(second.error)")
        #expect(
            try site.events().contains {
                $0.kind == .drift && $0.message.contains("made again: \(site.run)/ballast.sock")
            })
    }

    @Test("a state directory that is mounted read-only does not keep HAProxy from serving")
    func readOnlyState() throws {
        guard Self.isPossible(), geteuid() == 0 else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        let state = "\(site.folder)/state"
        mkdir(state, 0o755)
        guard mount("tmpfs", state, "tmpfs", 0, "size=1m,mode=755") == 0 else { return }
        defer { umount2(state, 2) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        site.end(SIGKILL)
        let master = try #require(site.master)
        kill(master, SIGKILL)
        try FileManager.default.removeItem(atPath: site.run)
        // MS_REMOUNT and MS_RDONLY, once ballast-series has written everything.
        site.eventually("a read-only mount") { mount("tmpfs", state, "tmpfs", 32 | 1, nil) == 0 }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" }
        let reason = "cannot write to \(state): it is mounted read-only"
        site.eventually("the reason") {
            try site.status().health.reasons.contains { $0.hasPrefix(reason) }
        }
        try #require(mount("tmpfs", state, "tmpfs", 32, nil) == 0)
        site.eventually("health") { try site.isHealthy() }
    }

    @Test("a state directory that is removed gets the accepted document again")
    func state() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        let state = "\(site.folder)/state"
        func isKept() -> Bool { FileManager.default.fileExists(atPath: "\(state)/accepted.yaml") }
        try site.start()
        site.eventually("the kept document") { try site.server() == "a" && isKept() }
        try FileManager.default.removeItem(atPath: state)
        site.eventually("the kept document again") { isKept() }
        // A rejected document on disk: the accepted one is the only source of services.
        site.end(SIGKILL)
        try site.save("version: 9\n")
        try site.start()
        site.eventually("the accepted document") { try site.server() == "a" }
    }

    @Test("the pipe of the access log is removed: another HAProxy writes to another pipe")
    func logPipe() throws {
        guard Self.isPossible() else { return }
        let site = try LiveSite { _ in "version: 1\n" }
        let log = "\(site.folder)/access.log"
        try site.save(
            """
            version: 1
            haproxy: {log: {target: \(log)}}
            proxies:
              - name: shop
                listen: 127.0.0.1:\(site.port)
                routes: [{match: {prefix: /}, answer: {body: a}}]

            """)
        func lines() -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
        try site.start()
        site.eventually("an answer") { try site.fetch("/first").status == 200 }
        site.eventually("a line") { lines().contains("/first") }
        let before = try #require(site.master)
        try FileManager.default.removeItem(atPath: "\(site.run)/haproxy/access.pipe")
        site.eventually("another HAProxy") {
            site.master.map { $0 != before } == true && kill(before, 0) != 0
        }
        #expect(try site.fetch("/second").status == 200)
        site.eventually("a line of it") { lines().contains("/second") }
    }

    @Test("with few descriptors HAProxy serves; with too few the controller says so")
    func descriptors() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start(descriptors: 200)
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        site.end(SIGTERM)
        let process = try site.launch(descriptors: 24)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 1)
        let log = try String(contentsOfFile: "\(site.folder)/log", encoding: .utf8)
        #expect(log.contains("ballast: cannot run: this process may have 24 open files"), "\(log)")
    }

    @Test("a hanging command of a check does not outlive the controller")
    func hangingCommand() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { _ in "version: 1\n" }
        let command = "\(site.folder)/hang"
        try "#!/bin/sh\ntrap '' TERM HUP INT\nwhile :; do sleep 60; done\n"
            .write(toFile: command, atomically: true, encoding: .utf8)
        chmod(command, 0o755)
        let check = "{type: external, command: \(command), interval: 60s, timeout: 60s}"
        try site.save(shop(site.port, [a.line()], check: check))
        func running() throws -> [pid_t] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
                .filter {
                    // One that has ended meanwhile has none.
                    let line = try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)
                    return line?.hasPrefix("/bin/sh\0\(command)\0") == true
                }
        }
        defer { ((try? running()) ?? []).forEach { kill($0, SIGKILL) } }
        try site.start()
        site.eventually("a command") { try !running().isEmpty }
        #expect(site.end(SIGTERM) == 0)
        #expect(try running().isEmpty)
    }

    @Test("signals of the first moments wait until the controller is ready")
    func earlySignals() throws {
        let site = try LiveSite { _ in "version: 1\nservices: []\n" }
        let process = try site.launch()
        let pid = process.processIdentifier
        // SIGHUP, SIGINT and SIGTERM, in the mask that the kernel shows.
        let mask: UInt64 = 1 << 0 | 1 << 1 | 1 << 14
        func areNoted() -> Bool {
            let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
            // Before it becomes this program it is a copy of the tests.
            guard status.hasPrefix("Name:\tballast\n") else { return false }
            let noted = line.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
            return noted.map { $0 & mask == mask } ?? false
        }
        site.eventually("noted signals") { areNoted() }
        kill(pid, SIGHUP)
        kill(pid, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let log = try String(contentsOfFile: "\(site.folder)/log", encoding: .utf8)
        #expect(log.contains("ended, the table stays"), "\(log)")
    }
}
