import Foundation
import Glibc
import HAProxy
import Model
import Testing

/// `ballast run` with a document of proxies, its HAProxy, and what asks them.
package final class LiveSite {
    /// Short, because a socket's path has at most 107 bytes.
    package let folder = "/tmp/bl-\(UInt32.random(in: 0...UInt32.max))"
    /// Where `shop` listens.
    package let port: Int
    package private(set) var daemon: Process?

    /// A site with this document, which is given the port of `shop`.
    package init(_ document: (Int) -> String) throws {
        port = ExampleSite.freePort()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try save(document(port))
    }

    /// A started site with this document, whose proxies serve.
    package static func started(_ document: (Int) -> String) throws -> LiveSite {
        let site = try LiveSite(document)
        try site.start()
        site.eventually("health") { try site.isHealthy() }
        return site
    }

    deinit {
        end(SIGKILL)
        if let master, kill(master, SIGTERM) == 0 {
            while kill(master, 0) == 0 { usleep(5_000) }
        }
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(atPath: folder)
    }

    package var file: String { "\(folder)/ballast.yaml" }
    package var run: String { "\(folder)/run" }

    /// The master that was started last.
    package var master: pid_t? {
        let text = try? String(contentsOfFile: "\(run)/haproxy/master", encoding: .utf8)
        return text.flatMap { $0.split(separator: " ").first.flatMap { pid_t($0) } }
    }

    /// Puts a document in place of the other, all or nothing.
    package func save(_ document: String) throws {
        try Data(document.utf8).write(to: URL(filePath: file), options: .atomic)
    }

    package func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    /// Starts the daemon, and waits until it answers.
    ///
    /// - Parameter descriptors: how many it and HAProxy may have; nil: as many as the tests.
    package func start(_ more: [String] = [], descriptors: Int? = nil) throws {
        try launch(more, descriptors: descriptors)
        eventually("the daemon") { try self.command("status").status != 1 }
    }

    /// Starts the daemon.
    @discardableResult
    package func launch(_ more: [String] = [], descriptors: Int? = nil) throws -> Process {
        let process = Process()
        let program = Program.folder.appending(path: "ballast")
        let limit = descriptors.map { ["--nofile=\($0)", program.path] } ?? []
        process.executableURL = descriptors == nil ? program : URL(filePath: "/usr/bin/prlimit")
        process.arguments =
            limit
            + ["run", "-f", file, "--no-addresses", "--state", "\(folder)/state", "--runtime", run]
            + more
        let log = "\(folder)/log"
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(filePath: log))
        }
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        daemon = process
        return process
    }

    /// Ends the daemon with a signal; its exit status.
    @discardableResult
    package func end(_ signal: Int32) -> Int32 {
        guard let daemon else { return 0 }
        self.daemon = nil
        kill(daemon.processIdentifier, signal)
        daemon.waitUntilExit()
        return daemon.terminationStatus
    }

    /// Runs a command on this site.
    package func command(_ words: String...) throws -> Program {
        var arguments = words
        switch words[0] {
        case "status", "explain": arguments += ["--socket", "\(run)/ballast.sock"]
        case "plan", "apply":
            arguments += ["--no-addresses", "--state", "\(folder)/state", "--runtime", run]
            if !words.contains("-f") { arguments += ["-f", file] }
        default: arguments += ["-f", file]
        }
        return try Program(arguments)
    }

    /// The steps that `plan` has for a document which is not in force.
    package func steps(of document: String) throws -> [StepRecord] {
        let next = "\(folder)/next.yaml"
        try Data(document.utf8).write(to: URL(filePath: next))
        let plan = try command("plan", "--json", "-f", next)
        try SchemaCheck.verify(plan.output, as: "plan")
        struct Part: Decodable { let steps: [StepRecord] }
        return try JSONDecoder().decode(Part.self, from: Data(plan.output.utf8)).steps
    }

    package func status() throws -> Status {
        let text = try command("status", "--json").output
        try SchemaCheck.verify(text, as: "status")
        return try JSONDecoder().decode(Status.self, from: Data(text.utf8))
    }

    /// What the daemon has told, newest last.
    package func events() throws -> [Event] { try status().events }

    package func isHealthy() throws -> Bool { try command("status").status == 0 }

    /// Asks the worker, or its master; while it reloads nobody answers, and it is asked again.
    package func ask(_ line: String, master: Bool = false) throws -> String {
        let socket = RuntimeSocket(
            path: "\(run)/haproxy/\(master ? "master" : "stats").sock", limit: .seconds(20))
        for _ in 0..<200 {
            if let reply = try? socket.ask(line) { return reply }
            usleep(20_000)
        }
        return try socket.ask(line)
    }

    /// Asks `shop` for a page.
    package func fetch(_ path: String = "/", _ options: [String] = []) throws -> ExampleSite.Answer
    {
        try ExampleSite.fetch("http://127.0.0.1:\(port)\(path)", options)
    }

    /// The name of the server that answers; nil: none does.
    package func server(_ path: String = "/", _ options: [String] = []) throws -> String? {
        let answer = try fetch(path, options)
        guard answer.status == 200, answer.body.hasPrefix("server ") else { return nil }
        return answer.body.split(separator: "\n").first.map { String($0.dropFirst(7)) }
    }

    /// Saves a document, and waits until it is brought.
    package func bring(
        _ document: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    )
        throws
    {
        let before = try events().filter { $0.kind == .applied }.count
        try save(document)
        eventually("the document", sourceLocation: sourceLocation) {
            try events().filter { $0.kind == .applied }.count > before
        }
    }

    /// Waits until something is so.
    package func eventually(
        _ what: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
        _ isSo: () throws -> Bool
    ) {
        for _ in 0..<600 {
            // What can't be asked yet is not so yet.
            if (try? isSo()) == true { return }
            usleep(50_000)
        }
        let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
        Issue.record("never came: \(what)\n\(log)", sourceLocation: sourceLocation)
    }
}

/// A document with the proxy `shop`.
package func shop(
    _ port: Int, _ servers: [String], lines: [String] = [],
    check: String? = "{type: connect, interval: 200ms, fall: 1, rise: 1}", further: String = ""
) -> String {
    let lines = (check.map { ["check: \($0)"] } ?? []) + lines
    return """
        version: 1
        proxies:
          - name: shop
            listen: 127.0.0.1:\(port)
        \(lines.map { "    \($0)\n" }.joined())    servers:
        \(servers.map { "      - \($0)\n" }.joined())\(further)
        """
}

extension LiveServer {
    /// Its line in a document.
    package func line(_ more: String = "weight: 10") -> String {
        "{name: \(name), address: \"127.0.0.1:\(port)\", \(more)}"
    }
}
