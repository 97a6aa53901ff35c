import Files
import Foundation
import Glibc
import Model
import Synchronization
import TestThreads
import Testing

@testable import HAProxy

/// A master and a worker that are killed, stopped, cut off from their files, or refused a start.
@Suite("HAProxy in trouble", .serialized, .ownThreads)
struct HAProxyFaultTests {
    @Test("a start that fails falls back to what served before, and is tried again")
    func failedStart() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let taken = try TakenPort()
            await master.stop()
            // Well-formed, but it can't be started: not everything can be known beforehand.
            await master.want(
                live.configuration("two", further: "frontend g\n    bind 127.0.0.1:\(taken.port)"))
            #expect(try await eventually { live.request() == "one" })
            #expect(try await eventually { await master.status().complaint != nil })
            // While it is tried again, the refused file is there for a moment.
            #expect(
                try await eventually {
                    readText(live.settings.file) == live.configuration("one").text
                })
            let processes = try #require(await master.status().processes)
            kill(processes.master, SIGKILL)
            #expect(
                try await eventually {
                    let now = await master.status().processes?.master
                    return now != nil && now != processes.master && live.request() == "one"
                })
        }
    }

    @Test("after a reboot with a configuration that is refused the copy of the last one is started")
    func reboot() async throws {
        try await LiveHAProxy.with { live, master in
            guard LiveHAProxy.isAvailable else { return }
            let copies = "\(live.settings.folder).copies"
            defer { try? FileManager.default.removeItem(atPath: copies) }
            var settings = live.settings
            settings.copies = copies
            let first = live.master(settings)
            var running = Task { await first.run() }
            await first.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            #expect(
                try await eventually {
                    readText("\(copies)/haproxy.cfg") == live.configuration("one").text
                })
            running.cancel()
            await running.value
            await first.stop()
            try FileManager.default.removeItem(atPath: settings.folder)
            let second = live.master(settings)
            running = Task { await second.run() }
            await second.want(live.configuration("two", further: "    nonsense here"))
            #expect(try await eventually { live.request() == "one" })
            #expect(try await eventually { await second.status().complaint != nil })
            running.cancel()
            await running.value
            await second.stop()
            // The same without any document in force.
            try FileManager.default.removeItem(atPath: settings.folder)
            let third = live.master(settings)
            running = Task { await third.run() }
            await third.startKept()
            #expect(try await eventually { live.request() == "one" })
            running.cancel()
            await running.value
            await third.stop()
            _ = master
        }
    }

    @Test(
        "its folder or a socket is removed under it: another one serves before it ends",
        arguments: ["", "/stats.sock", "/master.sock"])
    func removedFolder(name: String) async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let before = try #require(await master.status().processes)
            Thread { live.client() }.start()
            #expect(try await eventually { live.load.withLock { $0.asked } > 20 })
            try FileManager.default.removeItem(atPath: live.settings.folder + name)
            #expect(
                try await eventually {
                    let now = await master.status().processes?.master
                    return now != nil && now != before.master && live.request() == "one"
                })
            #expect(
                try await eventually {
                    live.events.withLock { $0 }.contains(.left(pid: before.master))
                })
            #expect(try await eventually { kill(before.workers[0].pid, 0) != 0 })
            // One connection may wait for the listener that closes.
            let load = live.endOfLoad()
            #expect(load.failed <= 1, "\(load)")
            #expect(
                !live.events.withLock { $0 }.contains {
                    if case .listens(let places) = $0 { !places.isEmpty } else { false }
                })
        }
    }

    @Test("the folder above its own is removed too, and HAProxy is killed: all is made again")
    func removedParent() async throws {
        try await LiveHAProxy.with { live, _ in
            guard LiveHAProxy.isAvailable else { return }
            let parent = live.settings.folder
            try makePrivateFolder(parent)
            var settings = live.settings
            settings.folder = "\(parent)/haproxy"
            let inner = LiveHAProxy(settings, port: live.port)
            let master = inner.master()
            let running = Task { await master.run() }
            await master.want(inner.configuration("one"))
            #expect(try await eventually { inner.request() == "one" })
            let before = try #require(await master.status().processes)
            try FileManager.default.removeItem(atPath: parent)
            kill(before.master, SIGKILL)
            #expect(
                try await eventually {
                    let now = await master.status().processes?.master
                    return now != nil && now != before.master && inner.request() == "one"
                })
            var facts = stat()
            #expect(stat(parent, &facts) == 0 && facts.st_mode & 0o777 == 0o750)
            running.cancel()
            await running.value
            await master.stop()
        }
    }

    @Test("workers that a reload ends are named with their connections before it")
    func outlived() async throws {
        try await LiveHAProxy.with { live, master in
            func configuration(_ answer: String) -> WorkerConfiguration {
                var made = live.configuration(answer)
                // One reload is outlived, the second is not; no clock ends the worker.
                for (usual, changed) in [
                    ("mworker-max-reloads 300", "mworker-max-reloads 1"),
                    ("hard-stop-after 5s", "hard-stop-after 600s"),
                    ("timeout client 5s", "timeout client 600s"),
                ] {
                    #expect(made.text.contains(usual))
                    made.text = made.text.replacing(usual, with: changed)
                }
                return made
            }
            await master.want(configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let first = try #require(await master.status().processes).workers[0].pid
            let client = try live.connection()
            defer { close(client) }
            // Half a request: the worker has it.
            #expect(send(client, "GET / HT", 8, Int32(MSG_NOSIGNAL)) == 8)
            #expect(
                try await eventually { try live.ask("show info").contains("CurrConns: 1") })
            await master.want(configuration("two"))
            #expect(try await eventually { live.request() == "two" })
            #expect(!live.events.withLock { $0 }.contains { $0.outlived != nil })
            await master.want(configuration("three"))
            #expect(try await eventually { live.request() == "three" })
            func isReload(_ event: WorkerEvent) -> Bool {
                if case .applied(let steps, _) = event {
                    steps.contains(where: \.isReload)
                } else {
                    false
                }
            }
            // Clients meet the new worker before the event is there.
            #expect(
                try await eventually { live.events.withLock { $0 }.filter(isReload).count == 2 })
            let events = live.events.withLock { $0 }
            let told = try #require(events.firstIndex { $0.outlived != nil })
            let workers = try #require(events[told].outlived)
            #expect(workers.map(\.pid) == [first] && workers[0].connections == 1, "\(workers)")
            #expect(try told < #require(events.lastIndex(where: isReload)))
            var byte: UInt8 = 0
            #expect(recv(client, &byte, 1, 0) <= 0, "it was cut, as the event says")
        }
    }

    @Test("HAProxy of another network namespace in the same folder is left alone")
    func otherNamespace() async throws {
        guard LiveHAProxy.isAvailable, geteuid() == 0 else { return }
        let live = try LiveHAProxy()
        defer { try? FileManager.default.removeItem(atPath: live.settings.folder) }
        let script = "/tmp/ballast-netns-\(UInt32.random(in: 0...UInt32.max))"
        try """
        #!/bin/sh
        [ "$1" = -c ] && exec /usr/sbin/haproxy "$@"
        exec unshare -n sh -c 'ip link set lo up && exec /usr/sbin/haproxy "$@"' sh "$@"

        """.write(toFile: script, atomically: true, encoding: .utf8)
        chmod(script, 0o755)
        defer { unlink(script) }
        var settings = live.settings
        settings.program = script
        let there = live.master(settings)
        _ = try await there.apply(live.configuration("one"))
        let before = try #require(await there.status().processes)
        let here = live.master()
        await #expect {
            try await here.apply(live.configuration("two"))
        } throws: { error in
            "\(error)".contains(
                "HAProxy of another network namespace runs in it, process \(before.master)")
        }
        let after = try #require(await there.status().processes)
        #expect(after.master == before.master && after.reloads == before.reloads)
        #expect(readText(live.settings.file) == live.configuration("one").text)
        await here.stop()
        #expect(kill(before.master, 0) == 0, "it is not ended either")
        await there.stop()
        #expect(kill(before.master, 0) != 0)
    }

    @Test("a process that is stopped is told of, and told of again when it goes on")
    func stopped() async throws {
        try await LiveHAProxy.with { live, master in
            for isMaster in [false, true] {
                live.events.withLock { $0 = [] }
                await master.want(live.configuration("one"))
                #expect(try await eventually { live.request() == "one" })
                let processes = try #require(await master.status().processes)
                let pid = isMaster ? processes.master : processes.workers[0].pid
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                #expect(
                    try await eventually {
                        live.events.withLock { $0 }.contains {
                            if case .silent = $0 { true } else { false }
                        }
                    })
                kill(pid, SIGCONT)
                #expect(
                    try await eventually {
                        live.events.withLock { $0 }.contains(.answers(pid: processes.master))
                    })
                #expect(try #require(await master.status().processes).master == processes.master)
                #expect(live.request() == "one")
            }
        }
    }

    @Test("processes that are killed during a reload are back at once", arguments: [false, true])
    func killedDuringReload(isMaster: Bool) async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("start"))
            #expect(try await eventually { live.request() == "start" })
            for turn in 0..<5 {
                let processes = try #require(await master.status().processes)
                let victim = isMaster ? processes.master : processes.workers[0].pid
                Thread.detachNewThread {
                    usleep(UInt32(turn) * 15_000)
                    kill(victim, SIGKILL)
                }
                let begin = ContinuousClock.now
                await master.want(live.configuration("t\(turn)"))
                #expect(
                    try await eventually {
                        await master.status().processes?.master != processes.master
                            || !isMaster && live.request() == "t\(turn)"
                    })
                #expect(try await eventually { live.request() == "t\(turn)" })
                // A master that is gone is not waited for: that would be the patience, 30 s.
                #expect(ContinuousClock.now - begin < .seconds(25))
            }
        }
    }

    @Test("a log that is emptied while HAProxy writes to it costs no words")
    func emptiedLog() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let taken = try TakenPort()
            for turn in 0..<3 {
                truncate(live.settings.log, 0)
                await master.want(
                    live.configuration(
                        "two\(turn)", further: "frontend g\n    bind 127.0.0.1:\(taken.port)"))
                #expect(
                    try await eventually {
                        await master.status().complaint?.contains("\(taken.port)") == true
                    })
                truncate(live.settings.log, 0)
                await master.want(live.configuration("three\(turn)"))
                #expect(try await eventually { live.request() == "three\(turn)" })
            }
        }
    }

    @Test("with no room in its folder HAProxy goes on, and is started again with what it had")
    func fullFolder() async throws {
        try await LiveHAProxy.with { live, master in
            guard LiveHAProxy.isAvailable, geteuid() == 0 else { return }
            let folder = live.settings.folder
            mkdir(folder, 0o700)
            guard mount("tmpfs", folder, "tmpfs", 0, "size=256k,mode=700") == 0 else {
                return try unavailable("mount(2)")
            }
            // Detached at once: HAProxy may still have files in it.
            defer { umount2(folder, 2) }
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let filler = open("\(folder)/filler", O_WRONLY | O_CREAT, 0o600)
            let zeros = [UInt8](repeating: 0, count: 4_096)
            while write(filler, zeros, zeros.count) > 0 {}
            close(filler)
            await master.want(live.configuration("two"))
            #expect(try await eventually { await master.status().complaint != nil })
            #expect(live.request() == "one")
            let processes = try #require(await master.status().processes)
            kill(processes.master, SIGKILL)
            #expect(
                try await eventually {
                    let now = await master.status().processes?.master
                    return now != nil && now != processes.master && live.request() == "one"
                })
            unlink("\(folder)/filler")
            #expect(try await eventually { live.request() == "two" })
            await master.stop()
        }
    }

    @Test("a check that is killed or takes too long is tried again, and is no refusal")
    func killedCheck() async throws {
        try await LiveHAProxy.with { live, master in
            guard LiveHAProxy.isAvailable else { return }
            mkdir(live.settings.folder, 0o700)
            let program = "\(live.settings.folder)/haproxy"
            let mark = "\(live.settings.folder)/mark"
            let script = """
                #!/bin/sh
                [ "$1" = -c ] && [ ! -s \(mark) ] && echo 1 > \(mark) && kill -9 $$
                exec \(LiveHAProxy.program) "$@"

                """
            try Data(script.utf8).write(to: URL(filePath: program))
            // The check runs as a user without rights.
            chmod(program, 0o755)
            try Data().write(to: URL(filePath: mark))
            chmod(mark, 0o666)
            var settings = live.settings
            settings.program = program
            let other = live.master(settings)
            let running = Task { await other.run() }
            await other.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            #expect(
                live.events.withLock { $0 }.contains {
                    if case .failed(let words) = $0 { words.contains("signal 9") } else { false }
                })
            running.cancel()
            await running.value
            await other.stop()
            _ = master
        }
    }

    @Test("a reload that is asked for has another worker, with the same configuration")
    func askedReload() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            Thread { live.client() }.start()
            let before = try #require(await master.status().processes)
            try await master.reload()
            let after = try #require(await master.status().processes)
            #expect(after.master == before.master && after.reloads == before.reloads + 1)
            #expect(after.workers.map(\.pid) != before.workers.map(\.pid))
            #expect(try await eventually { live.load.withLock { $0.asked } > 20 })
            #expect(live.endOfLoad().failed == 0)
        }
    }

    @Test("temporary files follow no link, and a folder of another user is not used")
    func links() throws {
        let folder = "/tmp/ballast-\(UInt32.random(in: 0...UInt32.max))"
        try makePrivateFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("mine".utf8).write(to: URL(filePath: "\(folder)/target"))
        symlink("\(folder)/target", "\(folder)/file.part")
        try replaceFile("\(folder)/file", with: "new")
        #expect(readText("\(folder)/target") == "mine")
        #expect(readText("\(folder)/file") == "new")
        symlink("/tmp", "\(folder)/link")
        #expect(throws: HostFailure.self) { try makePrivateFolder("\(folder)/link") }
        mkdir("\(folder)/open", 0o700)
        chmod("\(folder)/open", 0o777)
        #expect(throws: HostFailure.self) { try makePrivateFolder("\(folder)/open") }
        guard geteuid() == 0 else { return }
        chmod("\(folder)/open", 0o700)
        chown("\(folder)/open", 65_534, 65_534)
        #expect(throws: HostFailure.self) { try makePrivateFolder("\(folder)/open") }
    }
}

/// A port of loopback on which this process listens.
final class TakenPort {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        (descriptor, port) = try loopbackSocket(backlog: 1)
    }

    deinit { close(descriptor) }
}

extension WorkerEvent {
    /// The workers that a reload ends, where it tells of them.
    fileprivate var outlived: [OutlivedWorker]? {
        if case .outlived(let workers) = self { workers } else { nil }
    }
}
