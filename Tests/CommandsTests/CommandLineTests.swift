import ArgumentParser
import Files
import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

/// Options, standard input, help and errors that all commands share.
@Suite("The command line", .ownThreads)
struct CommandLineTests {
    @Test("without a controller every command that asks one says so in the same words")
    func silence() throws {
        for words in [["status"], ["explain", "web"], ["explain", "web/web1"], ["reload"]] {
            let run = try Program(words + ["--socket", "/nonexistent/ballast.sock"])
            #expect(run.status == 1)
            #expect(
                run.error
                    == "ballast: no controller answers at /nonexistent/ballast.sock: No such file "
                    + "or directory (ENOENT)\nhint: start it with \"ballast run\", or name its "
                    + "socket with --socket\n", "\(words)")
        }
        let run = try Program("status", "--runtime", "/nonexistent")
        #expect(run.error.contains("no controller answers at /nonexistent/ballast.sock"))
    }

    @Test(
        "another program that listens on the socket is no controller, and nothing is \"not found\"")
    func otherProgram() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/other.sock"
        let server = StatusServer(path: path) { _ in ["an answer": "of something else"] }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        while access(path, F_OK) != 0 { await Task.yield() }
        // The server needs the threads that tasks share, and waiting for the program blocks one.
        let run = try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(with: Result { try Program("explain", "web", "--socket", path) })
            }
        }
        #expect(run.status == 1)
        #expect(run.error.contains("another version"), "\(run.error)")
        #expect(!run.error.contains("knows no"))
    }

    @Test("a stopped controller is named at once with its process")
    func stopped() throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/stopped.sock"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/perl")
        process.arguments = [
            "-MIO::Socket::UNIX", "-e",
            "$s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 9) or die; kill STOP => $$",
            path,
        ]
        try process.run()
        let pid = process.processIdentifier
        defer { kill(pid, SIGKILL) }
        while process.isRunning, ProcessEntry(pid: pid).life?.state != "T" { usleep(1_000) }
        let run = try Program("status", "--socket", path)
        #expect(run.status == 1)
        #expect(run.error.contains("its process \(pid) is stopped"), "\(run.error)")
        #expect(run.error.contains("hint: continue it with \"kill -CONT \(pid)\""))
    }

    @Test("another user is told to ask as root", .enabled(if: geteuid() == 0))
    func otherUser() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/own.sock"
        let server = StatusServer(path: path) { _ in ["an": "answer"] }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        while access(path, F_OK) != 0 { await Task.yield() }
        chmod(scratch.folder, 0o711)
        chmod(path, 0o600)
        let run = try Program.unprivileged("status", "--socket", path)
        #expect(run.status == 1)
        #expect(run.error.hasSuffix("(EACCES)\nhint: run it as root\n"), "\(run.error)")
    }

    @Test("an edit beside a dead controller names the missing effect")
    func editWithoutController() throws {
        let file = try Scratch(goodDocument)
        let socket = file.folder + "/left.sock"
        try #require(FileManager.default.createFile(atPath: socket, contents: nil))
        let words = ["drain", "web/web2", "-f", file.path, "--socket", socket]
        #expect(try Program(words + ["--dry-run"]).error == "")
        #expect(
            try Program(words).error
                == "note: no controller answers: nothing changes for clients until "
                + "\"ballast run\" starts, or \"ballast apply\" runs\n")
        #expect(try Program(words).error == "")
    }

    @Test("certificate show names a directory that is not there, and what to do")
    func noDirectory() throws {
        let run = try Program("certificate", "show", "--directory", "/nonexistent", "-f", "/none")
        #expect(run.status == 1)
        #expect(
            run.error.hasPrefix(
                "ballast: cannot read the directory /nonexistent: No such file or directory"),
            "\(run.error)")
        #expect(run.error.contains("--directory"))
    }

    @Test("validate takes its file with and without -f, and no command takes two")
    func files() throws {
        let file = try Scratch(goodDocument)
        for words in [["validate", file.path], ["validate", "--file", file.path]] {
            let run = try Program(words)
            #expect(run.status == 0 && run.output.hasPrefix("\(file.path): good"), "\(run)")
        }
        for words in [
            ["validate", "-f", file.path, "-f", "/none"], ["validate", "-f", file.path, "/none"],
            ["plan", "-f", file.path, "-f", "/none"],
            ["drain", "web/web1", "-f", file.path, "-f", "/none"],
        ] {
            let run = try Program(words)
            #expect(run.status == 64 && run.error.contains("one document"), "\(run)")
        }
    }

    @Test("the JSON of a bad document is the same for every command, and names the file")
    func badJSON() throws {
        let bad = try Scratch(goodDocument.replacing("forwarding: masq", with: "forwarding: mask"))
        let validated = try Program("validate", "--json", "-f", bad.path)
        #expect(validated.output.contains("\"file\" : "), "\(validated)")
        #expect(validated.output.contains("\"code\" : \"BAL104\""))
        for words in [["plan"], ["apply"], ["apply", "--dry-run"], ["check", "web"]] {
            let run = try Program(words + ["--json", "-f", bad.path])
            #expect(run.status == 1 && run.output == validated.output, "\(run)")
        }
    }

    @Test("validate, plan and render read standard input where the document is -")
    func standardInput() throws {
        let file = try Scratch(goodDocument)
        let bad = try Scratch(goodDocument.replacing("forwarding: masq", with: "forwarding: mask"))
        let good = try Program.reading(file.path, "validate", "-f", "-")
        #expect(good.status == 0 && good.output == "-: good: 1 service, 2 servers\n")
        let wrong = try Program.reading(bad.path, "validate", "-f", "-")
        #expect(wrong.status == 1 && wrong.error.contains("-:7:17: error: "), "\(wrong.error)")
        #expect(try Program.reading(bad.path, "plan", "-f", "-").error.contains("-:7:17: error: "))
        let text = try Program.reading(file.path, "render", "haproxy", "-f", "-")
        #expect(text.status == 0 && text.output.hasPrefix("# For any host."), "\(text.error)")
        #expect(try Program("run", "-f", "-").status == 64)
    }

    @Test("an edit that is only tried writes nothing, and says what it would mean")
    func dryRun() throws {
        let file = try Scratch(goodDocument)
        let run = try Program("drain", "web/web2", "-f", file.path, "--dry-run")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("\(file.path): would be changed\nweb/web2: new and "))
        #expect(try file.text() == goodDocument)
        let json = try Program("drain", "web/web2", "-f", file.path, "--json")
        try AnswerForm.edit.verify(json.output)
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(answer["changed"] as? Bool == true && answer["dryRun"] as? Bool == false)
        let servers = try #require(answer["servers"] as? [[String: Any]])
        #expect(servers.map { $0["server"] as? String } == ["web/web2"])
        #expect(try file.text().contains("state: drain"))
    }

    @Test("commands that ask the controller, and those that edit, have the same options")
    func options() {
        let asking: [any ParsableCommand.Type] = [
            StatusCommand.self, ExplainCommand.self, ReloadCommand.self, PlanCommand.self,
            ApplyCommand.self, RunCommand.self, DrainCommand.self, OnlineCommand.self,
            OfflineCommand.self, WeightCommand.self,
        ]
        for command in asking {
            let help = BallastCommand.helpMessage(for: command)
            #expect(help.contains("--runtime") && help.contains("--socket"), "\(command)")
        }
        for command in asking where command != RunCommand.self {
            #expect(BallastCommand.helpMessage(for: command).contains("--json"), "\(command)")
        }
    }

    @Test("help is wrapped once: each paragraph is one line where there is room")
    func help() {
        for command in Self.all(BallastCommand.self) {
            let lines = BallastCommand.helpMessage(for: command, columns: 1_000)
                .components(separatedBy: "\n")
            let end = lines.firstIndex { $0.hasPrefix("USAGE:") } ?? 0
            for (line, next) in zip(lines[..<end], lines.dropFirst())
            where !line.isEmpty && !next.isEmpty {
                Issue.record("\(command): \(line) // \(next)")
            }
        }
    }

    private static func all(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(all)
    }

    @Test("check asks all servers of a service")
    func checkService() throws {
        let file = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: lo}]
            services:
              - name: web
                listen: 10.0.0.100:80
                forwarding: masq
                check: {type: external, command: /bin/true}
                servers:
                  - {name: a, address: 127.0.0.1:80}
                  - {name: b, address: 127.0.0.2:80}
                  - {name: c, address: 127.0.0.3:80, check: off}

            """)
        let run = try Program("check", "web", "-f", file.path)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3 && run.status == 1, "\(run.output)\(run.error)")
        #expect(lines[0].hasPrefix("web/a at 127.0.0.1:80: passed"))
        #expect(lines[2] == "web/c: always down")
        let json = try Program("check", "web", "-f", file.path, "--json")
        try AnswerForm.checks.verify(json.output)
        #expect(json.output.components(separatedBy: "\"server\" : ").count == 4)
        #expect(json.output.contains("\"unasked\" : \"always down\""))
        #expect(try Program("check", "nothing", "-f", file.path).error.contains("nothing"))
    }
    @Test("a check from a virtual address that is on no interface is made from another one")
    func checkFromElsewhere() throws {
        let server = try LiveServer("web")
        let file = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 192.0.2.100/24, interface: lo}]
            services:
              - name: web
                listen: 192.0.2.100:80
                forwarding: masq
                check: {type: connect, source: 192.0.2.100}
                servers: [{name: a, address: '127.0.0.1:\(server.port)'}]

            """)
        let run = try Program("check", "web", "-f", file.path)
        #expect(run.output.contains("web/a at 127.0.0.1:\(server.port): passed"))
        #expect(run.status == 0, "\(run.output)\(run.error)")
    }
}
