import Files
import Foundation
import Glibc
import Model
import Synchronization
import TestThreads
import Testing

@testable import HAProxy

@Suite("A master with its workers", .serialized, .ownThreads)
struct HAProxyMasterTests {
    @Test("it starts, changes by command, reloads, and says why a bad file is refused")
    func life() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let first = try #require(await master.status().processes)

            await master.want(live.configuration("one", weight: 77))
            #expect(try await eventually { live.weight() == 77 })
            #expect(try #require(await master.status().processes).reloads == first.reloads)
            // The file follows its values.
            #expect(
                try await eventually {
                    readText(live.settings.file)?.contains("weight 77") == true
                })

            await master.want(live.configuration("one", weight: 77, servers: [live.server("s2")]))
            #expect(try await eventually { try live.ask("show servers state").contains(" s2 ") })
            #expect(try #require(await master.status().processes).reloads == first.reloads)

            await master.want(live.configuration("two", weight: 77))
            #expect(try await eventually { live.request() == "two" })
            #expect(live.weight() == 77)
            #expect(try #require(await master.status().processes).reloads == first.reloads + 1)

            await master.want(live.configuration("three", further: "    nonsense here"))
            #expect(try await eventually { await master.status().complaint != nil })
            let words = try #require(await master.status().complaint)
            #expect(words.contains("nonsense") && words.contains(live.settings.file))
            #expect(live.request() == "two")
        }
    }

    @Test("a reload that fails leaves the old worker, and the file that works")
    func failedReload() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            // The file is well-formed; that it can't be bound shows only when it is loaded.
            let (descriptor, taken) = try loopbackSocket(backlog: 1)
            defer { close(descriptor) }
            await master.want(
                live.configuration(
                    "two", further: "frontend g\n    bind 127.0.0.1:\(taken)"))
            #expect(try await eventually { await master.status().complaint != nil })
            #expect(try #require(await master.status().complaint).contains("\(taken)"))
            #expect(live.request() == "one")
            let file = try String(contentsOfFile: live.settings.file, encoding: .utf8)
            #expect(file == live.configuration("one").text)
            await master.want(live.configuration("three"))
            #expect(try await eventually { live.request() == "three" })
            #expect(await master.status().complaint == nil)
        }
    }

    @Test("a weight that was changed by hand is seen and healed")
    func drift() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.weight() == 10 })
            _ = try live.ask("set server b/s1 weight 3")
            #expect(try await eventually { live.weight() == 10 })
            #expect(
                try await eventually {
                    live.events.withLock { $0 }.contains { event in
                        guard case .applied(let steps, isDrift: true) = event else { return false }
                        return steps.map(\.sentence) == ["server s1 in b, weight 3 -> 10"]
                    }
                })
        }
    }

    @Test("values are sent at once, and no look puts them back")
    func lookDuringEdit() async throws {
        try await LiveHAProxy.with { live, other in
            let looks = Mutex(0)
            let master = HAProxyMaster(
                live.settings, period: .milliseconds(50),
                report: { event in live.events.withLock { $0.append(event) } },
                settled: { _ in looks.withLock { $0 += 1 } })
            let running = Task { await master.run() }
            defer { running.cancel() }
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.weight() == 10 })
            for weight in [77, 10, 0] {
                await master.want(live.configuration("one", weight: weight))
                #expect(live.weight() == weight)
                let before = looks.withLock { $0 }
                #expect(try await eventually { looks.withLock { $0 } > before + 2 })
                #expect(live.weight() == weight)
                #expect(
                    try await eventually {
                        readText(live.settings.file)?.contains("weight \(weight)") == true
                    })
                #expect(live.weight() == weight)
            }
            #expect(
                !live.events.withLock { $0 }.contains {
                    if case .applied(_, isDrift: true) = $0 { true } else { false }
                })
            // What is changed by hand is still seen.
            _ = try live.ask("set server b/s1 weight 3")
            #expect(try await eventually { live.weight() == 0 })
            running.cancel()
            await running.value
            await master.stop()
            _ = other
        }
    }

    @Test("a worker that is killed is back, and so is a master")
    func deaths() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            for isMaster in [false, true] {
                let before = try #require(await master.status().processes)
                kill(isMaster ? before.master : before.workers[0].pid, SIGKILL)
                #expect(
                    try await eventually {
                        let now = await master.status().processes
                        return now != nil && now?.master != before.master && live.request() == "one"
                    })
                #expect(
                    live.events.withLock { $0 }.contains { event in
                        if case .ended(before.master, _) = event { true } else { false }
                    })
            }
        }
    }

    @Test("a look that finds the master dead before its end is noticed reports the end")
    func endBeforeNotice() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let before = try #require(await master.killAndBring(live.configuration("one")))
            #expect(live.request() == "one")
            let ends = live.events.withLock { $0 }.filter { event in
                if case .ended(before.pid, _) = event { true } else { false }
            }
            #expect(ends.count == 1)
        }
    }

    @Test("HAProxy goes on when its supervisor ends, and the next one adopts it")
    func adoption() async throws {
        try await LiveHAProxy.with { live, master in
            guard LiveHAProxy.isAvailable else { return }
            let other = live.master()
            let running = Task { await other.run() }
            await other.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let pid = try #require(await other.status().processes).master
            running.cancel()
            await running.value
            #expect(live.request() == "one")
            await master.want(live.configuration("one", weight: 4))
            #expect(try await eventually { live.weight() == 4 })
            #expect(try #require(await master.status().processes).master == pid)
            #expect(live.events.withLock { $0 }.contains(.adopted(pid: pid)))
            #expect(getsid(pid) == pid)
        }
    }

    @Test("20 reloads and 100 changes fail no request that has a connection of its own")
    func load() async throws {
        try await LiveHAProxy.with(Self.editsUnderLoad)
    }

    @Sendable private static func editsUnderLoad(
        _ live: LiveHAProxy, _ master: HAProxyMaster
    ) async throws {
        await master.want(live.configuration("start"))
        #expect(try await eventually { live.request() == "start" })
        Thread { live.client() }.start()
        for turn in 0..<20 {
            await master.want(live.configuration("t\(turn)", weight: 100))
            #expect(try await eventually { live.request() == "t\(turn)" })
            for weight in 1...5 {
                await master.want(live.configuration("t\(turn)", weight: weight))
                #expect(try await eventually { live.weight() == weight })
            }
        }
        let load = live.endOfLoad()
        #expect(load.asked > 100)
        #expect(load.failed == 0, "of \(load.asked)")
        let processes = try #require(await master.status().processes)
        #expect(processes.reloads == 20)
    }
}

extension HAProxyMaster {
    /// Kills the master and brings a configuration without a pause in which its end is noticed.
    fileprivate func killAndBring(_ configuration: WorkerConfiguration) -> MasterIdentity? {
        guard let identity = process.running else { return nil }
        kill(identity.pid, SIGKILL)
        while identity.isRunning { usleep(1000) }
        _ = bring(configuration)
        return identity
    }
}
