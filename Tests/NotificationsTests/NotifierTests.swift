import Foundation
import Model
import TestThreads
import Testing

@testable import Notifications

@Suite("The notifier", .timeLimit(.minutes(20)), .ownThreads)
struct NotifierTests {
    /// A folder with a script in it that appends what it gets to `told`.
    private func script(_ body: String) throws -> (path: String, folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-told-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The user without rights writes there, and can't change what is not its own.
        chmod(folder.path, 0o1777)
        let path = folder.appending(path: "tell").path
        try "#!/bin/sh\ncd \(folder.path)\n\(body)\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        Self.settle(path)
        return (path, folder)
    }

    /// Waits until no process has a file open for writing.
    ///
    /// One that another test starts has the descriptor until it executes its program. A lease shows
    /// that: `fcntl(2)`, `F_SETLEASE`.
    private static func settle(_ path: String) {
        let (setLease, read, none): (Int32, Int32, Int32) = (1024, 0, 2)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        while fcntl(descriptor, setLease, read) != 0, errno == EAGAIN { usleep(2_000) }
        _ = fcntl(descriptor, setLease, none)
    }

    private func told(_ folder: URL) -> String {
        (try? String(contentsOf: folder.appending(path: "told"), encoding: .utf8)) ?? ""
    }

    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Calls with a notifier that runs, and what it could not tell.
    private func running(
        _ notifications: Notifications, down: [String] = [],
        _ body: (Notifier, AsyncStream<String>) async throws -> Void
    ) async throws {
        let notifier = Notifier(host: "lb1", wallClock: { 0 })
        notifier.follow(notifications)
        let (untold, next) = AsyncStream.makeStream(of: String.self)
        let run = Task {
            await notifier.run(.init(untold: { next.yield($0) }, down: { down }))
        }
        try await body(notifier, untold)
        run.cancel()
        await run.value
    }

    private func event(_ kind: Event.Kind, _ message: String) -> Event {
        Event(time: 0, kind: kind, message: message, details: [message, "more\nlines"])
    }

    @Test("the command gets each event that it is for, in order, with arguments and environment")
    func command() async throws {
        let (path, folder) = try script(
            """
            lines=$(echo "$BALLAST_DETAILS" | wc -l)
            echo "$1|$2|$BALLAST_EVENT|$BALLAST_TIME|$BALLAST_NODE|$lines" >> told
            """
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let command = Notifications.Command(path: path, events: [.up, .down])
        try await running(Notifications(command: command)) { notifier, _ in
            for number in 0..<5 { notifier.report(event(.down, "web/web\(number) is down")) }
            notifier.report(event(.drift, "not asked for"))
            notifier.report(event(.up, "a \"b\" $(c)"))
            try await until { told(folder).contains("up|") }
        }
        let lines = (0..<5).map {
            "down|web/web\($0) is down|down|1970-01-01T00:00:00Z|lb1|2\n"
        }
        #expect(
            told(folder) == lines.joined() + "up|a \"b\" $(c)|up|1970-01-01T00:00:00Z|lb1|2\n")
    }

    @Test("a command that hangs is killed with its children, and the next one runs")
    func timeout() async throws {
        let (path, folder) = try script(
            "if [ \"$2\" = hang ]; then sleep 600 & echo $! > child; wait; fi; echo $2 >> told")
        defer { try? FileManager.default.removeItem(at: folder) }
        let command = Notifications.Command(
            path: path, events: [.up, .down], timeout: .seconds(2))
        try await running(Notifications(command: command)) { notifier, untold in
            notifier.report(event(.down, "hang"))
            notifier.report(event(.up, "next"))
            for await problem in untold {
                #expect(problem.contains("killed"))
                break
            }
            try await until { told(folder) == "next\n" }
            let text = try String(contentsOf: folder.appending(path: "child"), encoding: .utf8)
            let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            // Killed, it is gone or waits for whoever inherited it.
            try await until {
                let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
                return status?.contains(") Z ") ?? true
            }
        }
    }

    @Test("what fails is said, once; what finds no room is counted")
    func failures() async throws {
        let (path, folder) = try script("while [ ! -e go ]; do sleep 0.05; done; exit 3")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await running(Notifications(command: .init(path: path))) { notifier, untold in
            for number in 0..<400 { notifier.report(event(.down, "\(number)")) }
            try Data().write(to: folder.appending(path: "go"))
            var said: [String] = []
            for await problem in untold {
                said.append(problem)
                if said.count == 2 { break }
            }
            #expect(said[0].contains("events were not told"))
            #expect(said[1].contains("for down: exit status 3"))
            notifier.follow(nil)
        }
    }

    @Test("a command that another user could change is not run, and it is said why")
    func strangers() async throws {
        let (path, folder) = try script("echo run >> told")
        defer { try? FileManager.default.removeItem(at: folder) }
        func problem(_ user: String = "nobody") async -> String? {
            await EventCommand.run(
                .init(path: path, user: user), event(.down, "a"), host: "lb1")
        }
        #expect(await problem() == nil)
        chmod(path, 0o777)
        #expect(await problem()?.hasPrefix("not run: another user may write \(path)") == true)
        guard geteuid() == 0 else { return }
        chmod(path, 0o755)
        chown(path, 4711, 0)
        #expect(await problem() == "not run: it belongs to user 4711; chown root \(path)")
        chown(path, 0, 0)
        #expect(await problem("no-such-user") == "not run: there is no user no-such-user")
        chmod(folder.path, 0o777)
        #expect(await problem()?.hasPrefix("not run: another user may write") == true)
        chmod(folder.path, 0o1777)
        #expect(told(folder) == "run\n")
    }

    @Test("a command has no rights unless the document names a user", .enabled(if: geteuid() == 0))
    func user() async throws {
        let (path, folder) = try script("echo $(id -un) $(id -G) >> told")
        defer { try? FileManager.default.removeItem(at: folder) }
        for user in [Notifications.Command.usualUser, "root"] {
            let problem = await EventCommand.run(
                .init(path: path, user: user), event(.down, "a"), host: "lb1")
            #expect(problem == nil)
            // What one user has made there is not another's to append to.
            let text = told(folder)
            try FileManager.default.removeItem(at: folder.appending(path: "told"))
            #expect(text == (user == "root" ? "root 0\n" : "nobody 65534\n"))
        }
    }

    @Test("commands that can't be killed are given up, and only so many are")
    func stuck() async throws {
        let (gone, end) = AsyncStream.makeStream(of: Void.self)
        let command = Notifications.Command(path: "/none", timeout: .milliseconds(1))
        let stuck = StuckCommands()
        for _ in 0..<StuckCommands.limit {
            let problem = await EventCommand.run(
                command, event(.down, "a"), host: "lb1", stuck: stuck, grace: .milliseconds(1)
            ) { _, _, _ in
                // As a process that waits for the kernel: being cancelled is no news to it.
                await Task.detached { for await _ in gone { return } }.value
                return nil
            }
            #expect(problem == "killed, and still there: it waits for the kernel")
        }
        func next() async -> String? {
            await EventCommand.run(command, event(.down, "a"), host: "lb1", stuck: stuck) {
                _, _, _ in nil
            }
        }
        #expect(await next()?.hasPrefix("not run: 4 before it") == true)
        for _ in 0..<StuckCommands.limit { end.yield() }
        end.finish()
        try await until { await next() == nil }
    }

    @Test("many events at once are one mail, and what is down is told again")
    func mail() async throws {
        try await Relay.with("plain") { relay in
            var mail = try relay.mail()
            mail.events = [.down]
            mail.repeatInterval = .seconds(1)
            let down = ["web/web1 is down: refused"]
            try await running(Notifications(mail: mail), down: down) { notifier, _ in
                for number in 0..<10 { notifier.report(event(.down, "web/web\(number) is down")) }
                notifier.report(event(.up, "not asked for"))
                let messages = [try await relay.message(), try await relay.message()]
                let texts = messages.map(\.text)
                #expect(
                    (0..<10).allSatisfy { n in texts.contains { $0.contains("web\(n) is down") } })
                #expect(texts.contains { $0.contains("still down:") })
                #expect(!texts.contains { $0.contains("not asked for") })
                #expect(messages[0].header.contains { $0.hasPrefix("Subject: [ballast lb1]") })
            }
        }
    }
}
