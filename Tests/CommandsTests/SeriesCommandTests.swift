import Foundation
import Glibc
import Model
import Seeds
import Series
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Recorded values of a running controller, whose proxies need no privilege.
@Suite("Graphs of a controller", .timeLimit(.minutes(20)), .ownThreads)
struct SeriesCommandTests {
    private static func document(_ port: Int, _ server: Int, name: String = "shop") -> String {
        """
        version: 1
        proxies:
          - name: \(name)
            listen: 127.0.0.1:\(port)
            servers:
              - {name: app1, address: "127.0.0.1:\(server)"}

        """
    }

    private func series(_ host: APIHost, _ query: String) throws -> SeriesAnswer? {
        let answer = try host.get("/series\(query)")
        guard answer.status == 200 else { return nil }
        try SchemaCheck.verify(answer.body, as: "series")
        return try JSONDecoder().decode(SeriesAnswer.self, from: Data(answer.body.utf8))
    }

    private func sessions(_ answer: SeriesAnswer?) -> Double {
        (answer?.rows ?? []).reduce(0) { $0 + ($1.average["connections"] ?? 0) } * 10
    }

    @Test("sessions are recorded, drawn and exported, and survive a rename and kill -9")
    func proxy() throws {
        let server = try LiveServer("app1")
        let port = Int(ClaimedPorts.free())
        let host = try APIHost(Self.document(port, server.port))
        let site = host.site
        #expect(try host.get("/graph.png?name=none").status == 404)
        #expect(try host.get("/series?part=app1").status == 422)
        #expect(try host.get("/series?range=decade").status == 400)
        site.eventually("a known value") {
            let rows = try series(host, "?name=shop&range=hour")?.rows ?? []
            return rows.contains { $0.average["connections"] != nil }
        }
        for _ in 0..<20 { _ = try shell("curl -s -m 5 http://127.0.0.1:\(port)/ || true") }
        site.eventually("20 sessions") {
            try abs(sessions(series(host, "?name=shop&range=hour")) - 20) < 0.1
        }
        #expect(try abs(sessions(series(host, "?name=shop&part=app1&range=hour")) - 20) < 0.1)
        #expect(try abs(sessions(series(host, "?range=hour")) - 20) < 0.1)
        #expect(try host.get("/graph.svg?name=shop&topic=packets").status == 404)

        let socket = "\(site.run)/ballast.sock"
        let folder = site.folder
        let terminal = try Program(
            "graph", "shop", "--range", "hour", "--what", "new", "--ascii", "--socket", socket)
        #expect(terminal.status == 0, "\(terminal.error)")
        #expect(terminal.output.contains("shop: new connections, hour (connections/s)"))
        #expect(terminal.output.contains("#"))
        let lines = terminal.output.split(separator: "\n")
        #expect(
            lines.count <= 23 && lines.allSatisfy { $0.count <= 80 && $0.allSatisfy(\.isASCII) })
        for form in ["svg", "png"] {
            let file = "\(folder)/graph.\(form)"
            let drawn = try Program(
                "graph", "shop/app1", "--range", "day", "-o", file, "--socket", socket)
            #expect(drawn.status == 0, "\(drawn.error)")
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.count > 5000)
            #expect(try host.get("/graph.\(form)?name=shop&part=app1").status == 200)
        }
        let table = try Program("series", "shop", "--range", "hour", "--socket", socket)
        #expect(table.output.hasPrefix("time,activeAverage,activeMaximum,queuedAverage"))
        let none = try Program("series", "none", "--socket", socket)
        #expect(none.status == 1 && none.error.contains("there are no recorded values of none"))

        site.end(SIGKILL)
        let text = try site.text().replacing("name: shop", with: "name: store")
        try site.save(text)
        try site.start()
        site.eventually("the history under the new name") {
            try abs(sessions(series(host, "?name=store&range=hour")) - 20) < 0.1
        }
        #expect(try host.get("/series?name=shop").status == 404)
        #expect(try !site.status().health.reasons.contains { $0.contains("graphs") })
    }

    @Test("a directory that cannot be made is a reason in the status, and stops nothing")
    func missing() throws {
        let port = Int(ClaimedPorts.free())
        let site = try LiveSite { _ in Self.document(port, 1) }
        let folder = "\(site.folder)/state/series"
        try FileManager.default.createDirectory(
            atPath: "\(site.folder)/state", withIntermediateDirectories: true)
        // A file in the place of the directory.
        try Data().write(to: URL(filePath: folder))
        try site.start()
        site.eventually("the reason") {
            try site.status().health.reasons.contains { $0.hasPrefix("graphs: ") }
        }
        #expect(try site.ask("show info").contains("Name: HAProxy"))
        try FileManager.default.removeItem(atPath: folder)
        site.eventually("the recovery") {
            try !site.status().health.reasons.contains { $0.hasPrefix("graphs: ") }
        }
    }

    @Test("a stopped recorder is a reason after two samples, costs no memory, and recovers")
    func stopped() throws {
        let server = try LiveServer("app1")
        let port = Int(ClaimedPorts.free())
        let host = try APIHost(Self.document(port, server.port))
        let site = host.site
        let daemon = try #require(site.daemon).processIdentifier
        func recorder() throws -> pid_t? {
            let text = try shell("pgrep -x -P \(daemon) ballast-series || true")
            return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        func known() throws -> Int {
            let rows = try series(host, "?name=shop&range=hour")?.rows ?? []
            return rows.count { $0.average["connections"] != nil }
        }
        func reasons() throws -> [String] {
            try site.status().health.reasons.filter { $0.hasPrefix("graphs: ") }
        }
        site.eventually("a known value") { try known() > 0 }
        let process = try #require(try recorder())
        kill(process, SIGSTOP)
        let begin = ContinuousClock.now
        // Requests to a program that does not read are bounded, and answered.
        for _ in 0..<100 {
            _ = try shell(
                "curl -s -m 1 --unix-socket \(site.run)/ballast.sock "
                    + "'http://ballast/series?name=shop&range=hour' >/dev/null || true; true")
            if try !reasons().isEmpty { break }
        }
        site.eventually("the reason") { try !reasons().isEmpty }
        let time = ContinuousClock.now - begin
        // A pipe of 64 KiB has small samples for a while; requests fill it sooner.
        print("the reason after \(time)")
        #expect(try reasons().allSatisfy { $0.contains("has not read the last samples") })
        #expect(try recorder() == process, "it is not replaced")
        func memory() throws -> Int {
            let text = try shell("awk '/^VmRSS/ {print $2}' /proc/\(daemon)/status")
            return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        }
        let before = try memory()
        for _ in 0..<200 {
            _ = try shell(
                "curl -s -m 0.05 --unix-socket \(site.run)/ballast.sock "
                    + "'http://ballast/series?name=shop&range=hour' >/dev/null || true; true")
        }
        #expect(try memory() < before + 8_192)
        kill(process, SIGCONT)
        site.eventually("the recovery") { try reasons().isEmpty }
        let count = try known()
        site.eventually("new values") { try known() > count }
    }

    @Test("with --no-series nothing is recorded")
    func off() throws {
        let port = Int(ClaimedPorts.free())
        let site = try LiveSite { _ in Self.document(port, 1) }
        try site.start(["--no-series"])
        let run = try Program("graph", "shop", "--socket", "\(site.run)/ballast.sock")
        #expect(run.status == 1 && run.error.contains("there are no recorded values of shop"))
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/state/series"))
    }
}
