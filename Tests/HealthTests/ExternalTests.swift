import Foundation
import Glibc
import Model
import Testing

@testable import Health

@Suite("Checks by a command")
struct ExternalTests {
    private func run(_ script: String, timeout: Duration = ample) async throws -> CheckResult {
        try await probe(
            .external(
                ExternalProbe(
                    command: "/bin/sh",
                    arguments: ["-c", script, "check", "10.0.0.1", "80", "10.0.0.2", "8080"])),
            port: 8_080, timeout: timeout,
            // On a busy machine it takes a while to die.
            limits: RunnerLimits(killPatience: ample))
    }

    private static var asUser: String { geteuid() == 0 ? " as user nobody" : "" }

    /// A program in a folder that is removed with the object.
    private final class Program {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ballast-external-\(UUID().uuidString)")
        var path: String { folder.appending(path: "check").path }

        init(_ text: String) throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            chmod(folder.path, 0o755)
            chmod(path, 0o755)
        }

        // The system cleans its temporary folder.
        deinit { try? FileManager.default.removeItem(at: folder) }

        /// Runs it again while a child of another test, which has not yet executed its own
        /// program, has the file open for writing.
        func result(user: String = "nobody") async throws -> CheckResult {
            var result: CheckResult
            repeat {
                result = try await probe(
                    .external(ExternalProbe(command: path, user: user)), port: 80, timeout: ample)
            } while result.seen.contains("exit status 126") || result.seen.contains("ETXTBSY")
            return result
        }
    }

    @Test("a command runs as nobody, or as the user that is named", .enabled(if: geteuid() == 0))
    func user() async throws {
        let program = try Program("#!/bin/sh\n[ $(id -un):$(id -G | wc -w) = \"$1nobody:1\" ]\n")
        #expect(try await program.result().isPassed)
        let root = try Program("#!/bin/sh\n[ $(id -u) = 0 ]\n")
        #expect(try await root.result(user: "root").isPassed)
        let other = try await root.result()
        #expect(other.outcome == .failed && other.seen == "exit status 1 as user nobody")
        let unknown = try await root.result(user: "no-such-user")
        #expect(unknown.outcome == .inconclusive)
        #expect(unknown.seen == "there is no user no-such-user")
    }

    @Test(
        "a command that its user may not run says nothing about the server",
        .enabled(if: geteuid() == 0))
    func noRights() async throws {
        let program = try Program("#!/bin/sh\nexit 0\n")
        chmod(program.path, 0o700)
        let result = try await program.result()
        #expect(result.outcome == .inconclusive)
        #expect(result.seen == "user nobody may not run \(program.path)")
        #expect(try await program.result(user: "root").isPassed)
    }

    @Test("a command that is being written says nothing about the server")
    func busy() async throws {
        let program = try Program("#!/bin/sh\nexit 0\n")
        let writer = open(program.path, O_WRONLY | O_CLOEXEC)
        try #require(writer >= 0)
        for user in geteuid() == 0 ? ["nobody", "root"] : ["nobody"] {
            let command = ExternalProbe(command: program.path, user: user)
            let result = try await probe(.external(command), port: 80, timeout: ample)
            #expect(result.outcome == .inconclusive)
            #expect(
                result.seen
                    == "cannot run \(program.path): it is open for writing (ETXTBSY)")
        }
        close(writer)
        #expect(try await program.result().isPassed)
    }

    @Test(
        "a command that another user could change is not run", .enabled(if: geteuid() == 0))
    func strangers() async throws {
        let program = try Program("#!/bin/sh\nexit 0\n")
        let own = try await program.result()
        #expect(own.isPassed, "\(own)")
        chmod(program.path, 0o777)
        let writable = try await program.result(user: "root")
        #expect(writable.outcome == .inconclusive)
        #expect(
            writable.seen == "cannot run \(program.path): another user may write \(program.path); "
                + "chown root \(program.path) && chmod go-w \(program.path)")
        chmod(program.path, 0o755)
        chown(program.folder.path, 4_711, 0)
        let exposed = try await program.result()
        #expect(exposed.outcome == .inconclusive, "\(exposed)")
        #expect(exposed.seen.contains("another user may write \(program.folder.path)"))
    }

    @Test("exit status 0 passes, and all else fails")
    func status() async throws {
        #expect(try await run("exit 0").isPassed)
        let three = try await run("exit 3")
        #expect(three.outcome == .failed)
        #expect(three.seen == "exit status 3\(Self.asUser)")
        #expect(try await run("kill -9 $$").outcome == .failed)
        // These are also those of a program that its user may not run.
        for status in [126, 127] {
            let result = try await run("exit \(status)")
            #expect(result.seen == "exit status \(status)\(Self.asUser)")
        }
    }

    @Test("exit statuses are weights where the document says so")
    func weights() async throws {
        for (code, isPassed, weight) in [
            (0, true, nil), (1, false, nil), (2, true, 0), (5, true, 3), (126, false, nil),
            (127, false, nil), (255, true, 253),
        ] as [(Int, Bool, Int?)] {
            let command = ExternalProbe(
                command: "/bin/sh", arguments: ["-c", "exit \(code)"], exitWeights: true)
            let result = try await probe(.external(command), port: 80, timeout: ample)
            #expect(result.isPassed == isPassed && result.weight == weight)
        }
    }

    @Test("the arguments are ldirectord's, the environment is what is documented")
    func arguments() async throws {
        #expect(try await run("[ \"$*\" = '10.0.0.1 80 10.0.0.2 8080' ]").isPassed)
        #expect(try await run("[ \"$BALLAST_REAL\" = 127.0.0.1:8080 ]").isPassed)
        #expect(try await run("[ -z \"$HOME\" ] && [ -n \"$PATH\" ]").isPassed)
    }

    @Test("a command has no signals blocked, and no descriptors but its three")
    func surroundings() async throws {
        let masks = try await run(
            "grep -q 'SigBlk:.*[1-9a-f]' /proc/self/status && exit 3 || exit 0")
        #expect(masks.isPassed, "\(masks)")
        // The shell's own, and that of the folder that is listed.
        let open = try await run("for f in /proc/self/fd/*; do [ ${f##*/} -le 3 ] || exit 3; done")
        #expect(open.isPassed, "\(open)")
    }

    @Test("at the timeout the whole process group is killed")
    func killed() async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ballast-external-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var text = ""
        // On a busy machine the shell may not come so far in time.
        for limit in [Duration.milliseconds(500), .seconds(5), ample] where text.isEmpty {
            let result = try await run(
                "sleep 600 & echo $! > \(file.path); wait", timeout: limit)
            #expect(result.outcome == .failed)
            #expect(result.seen == "nothing in time; killed")
            text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        }
        let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // The signal was sent; on a busy machine it takes a while to die of it.
        for _ in 0..<1_500 where Self.isAlive(child) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!Self.isAlive(child))
    }

    @Test("what a command that has ended left behind is ended too")
    func children() async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ballast-external-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try await run("sleep 600 & echo $! > \(file.path); exit 0").isPassed)
        let text = try String(contentsOf: file, encoding: .utf8)
        let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        for _ in 0..<1_500 where Self.isAlive(child) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!Self.isAlive(child))
    }

    @Test("a command that no signal ends fails, and is not started again while it is there")
    func unending() async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ballast-external-\(UUID().uuidString)")
        @Sendable func started() -> [pid_t] {
            // Not there: none was started.
            let text = try? String(contentsOf: file, encoding: .utf8)
            return (text ?? "").split(separator: "\n").compactMap { pid_t($0) }
        }
        defer {
            for child in started() { kill(child, SIGKILL) }
            try? FileManager.default.removeItem(at: file)
        }
        // In another group the signal does not find it.
        let script = """
            setpgrp(0, getpgrp(getppid()));
            open(F, '>>', $ARGV[0]); syswrite(F, "$$\\n"); close(F); sleep 600
            """
        let command = ExternalProbe(
            command: "/usr/bin/perl", arguments: ["-e", script, file.path])
        try await withRunner(limits: RunnerLimits(commands: 1)) { runner in
            // On a busy machine it may not come so far in time.
            for limit in [Duration.milliseconds(500), .seconds(5), ample] where started().isEmpty {
                let probe = Probe(.external(command), at: local(80), timeout: limit)
                let first = try await runner.perform(probe)
                #expect(first.outcome == .failed)
                guard started().count == 1 else { continue }
                #expect(first.seen == "nothing in time; killed, and has not ended")
                let second = try await runner.perform(probe)
                #expect(second.outcome == .failed && second.seen == first.seen)
                // The lane is free for others.
                let other = ExternalProbe(command: "/bin/true", arguments: [])
                #expect(
                    try await runner.perform(
                        Probe(.external(other), at: local(80), timeout: ample)
                    ).isPassed)
            }
        }
        #expect(started().count == 1)
    }

    /// A zombie, until init reaps it, is not.
    private static func isAlive(_ child: pid_t) -> Bool {
        // Gone: there is no such file.
        let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
        return state.map { !$0.contains(") Z ") && !$0.contains(") X ") } ?? false
    }

    @Test("a command that is not there says nothing about the server")
    func missing() async throws {
        let result = try await probe(
            .external(ExternalProbe(command: "/nonexistent")), port: 1, timeout: ample)
        #expect(result.outcome == .inconclusive)
        #expect(
            result.seen == "cannot run /nonexistent: No such file or directory (ENOENT)")
        let file = try await probe(
            .external(ExternalProbe(command: "/etc/passwd")), port: 1, timeout: ample)
        #expect(file.seen == "cannot run /etc/passwd: it is not executable")
    }
}
