import Addresses
import Files
import Foundation
import Glibc
import Model
import Synchronization
import TestThreads
import Testing

@testable import HAProxy

@Suite("Values of servers while HAProxy loads another configuration", .serialized, .ownThreads)
struct ValueLaneTests {
    /// A pipe for which checks wait from ``begin()`` to ``end()``.
    ///
    /// A check may not have child processes, so a loop with sleep(1) would end it.
    private final class Hold {
        let path: String
        private var writer: Int32 = -1

        init(_ path: String) {
            self.path = path
        }

        func begin() throws {
            try #require(mkfifo(path, 0o600) == 0)
            writer = open(path, O_RDWR | O_CLOEXEC)
            try #require(writer >= 0)
        }

        func end() {
            unlink(path)
            close(writer)
        }
    }

    /// Calls with a master whose checks can be held.
    private static func withHeldChecks(
        _ body: (LiveHAProxy, HAProxyMaster, Hold) async throws -> Void
    ) async throws {
        try await LiveHAProxy.with { live, _ in
            mkdir(live.settings.folder, 0o700)
            let program = "\(live.settings.folder)/haproxy"
            let hold = Hold("\(live.settings.folder)/hold")
            let script = """
                #!/bin/sh
                if [ "$1" = -c ] && [ -p \(hold.path) ]; then read line < \(hold.path); fi
                exec \(LiveHAProxy.program) "$@"

                """
            try Data(script.utf8).write(to: URL(filePath: program))
            // The check runs as a user without rights.
            chmod(program, 0o755)
            var settings = live.settings
            settings.program = program
            let master = live.master(settings)
            let running = Task { await master.run() }
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            // Clients meet the worker before the master has ended its work.
            _ = await master.status()
            try await body(live, master, hold)
            running.cancel()
            await running.value
            await master.stop()
        }
    }

    @Test("a weight reaches the worker at once, and the next worker has it too")
    func duringReload() async throws {
        try await Self.withHeldChecks { live, master, hold in
            try hold.begin()
            // Not awaited: the master may take it itself, and is then at work until the end.
            master.post(live.configuration("two"))
            let candidate = "\(live.settings.file).new"
            #expect(try await eventually { access(candidate, F_OK) == 0 })
            #expect(await isSent(3, to: live, by: master.lane) && live.request() == "one")
            let wanting = Task { await master.want(live.configuration("two", weight: 3)) }
            hold.end()
            await wanting.value
            #expect(try await eventually { live.request() == "two" && live.weight() == 3 })
        }
    }

    @Test("a closed lane sends nothing: the master sends values itself")
    func closed() async throws {
        try await Self.withHeldChecks { live, _, _ in
            let lane = ValueLane(MasterControl(settings: live.settings))
            let (one, three) = (live.configuration("one"), live.configuration("one", weight: 3))
            await lane.send(three, after: one)
            lane.open(to: one)
            lane.open(to: nil)
            await lane.send(three, after: one)
            #expect(live.weight() == 10)
        }
    }

    @Test("of weights that follow each other during a reload, each reaches the worker")
    func several() async throws {
        try await Self.withHeldChecks { live, master, hold in
            try hold.begin()
            master.post(live.configuration("two"))
            let candidate = "\(live.settings.file).new"
            #expect(try await eventually { access(candidate, F_OK) == 0 })
            for weight in 3...6 {
                master.post(live.configuration("two", weight: weight))
                #expect(await isSent(weight, to: live, by: master.lane))
                #expect(live.request() == "one")
            }
            hold.end()
            #expect(try await eventually { live.request() == "two" && live.weight() == 6 })
        }
    }

    @Test("a server that the worker has elsewhere keeps its values until the reload")
    func elsewhere() async throws {
        try await Self.withHeldChecks { live, master, hold in
            var moved = live.server("s1")
            moved.endpoint = Endpoint(moved.endpoint.address, port: 10)
            var other = moved
            other.weight = 3
            try hold.begin()
            master.post(live.configuration("two", only: [moved]))
            let candidate = "\(live.settings.file).new"
            #expect(try await eventually { access(candidate, F_OK) == 0 })
            master.post(live.configuration("two", only: [other]))
            await master.lane.send(
                live.configuration("two", only: [other]),
                after: live.configuration("two", only: [moved]))
            #expect(live.weight() == 10 && live.request() == "one")
            hold.end()
            #expect(try await eventually { live.request() == "two" && live.weight() == 3 })
        }
    }

    @Test("a weight reaches the worker during a look, which does not undo it")
    func duringLook() async throws {
        try await Self.withHeldChecks { live, master, hold in
            try hold.begin()
            // The file follows with the next look, whose check waits.
            master.post(live.configuration("one", weight: 3))
            #expect(try await eventually { live.weight() == 3 })
            let candidate = "\(live.settings.file).new"
            #expect(try await eventually { access(candidate, F_OK) == 0 })
            master.post(live.configuration("one", weight: 4))
            #expect(await isSent(4, to: live, by: master.lane, after: 3, "one"))
            hold.end()
            #expect(
                try await eventually {
                    readText(live.settings.file)?.contains("weight 4") == true
                })
            #expect(live.weight() == 4)
            let drifts = live.events.withLock { events in
                events.filter { if case .applied(_, true) = $0 { true } else { false } }
            }
            #expect(drifts.isEmpty)
        }
    }

    /// Sends a weight until the worker has it: the lane tries once, and leaves a worker that does
    /// not answer in time to the master.
    private func isSent(
        _ weight: Int, to live: LiveHAProxy, by lane: ValueLane, after former: Int = 10,
        _ answer: String = "two"
    ) async -> Bool {
        for _ in 0..<20 {
            await lane.send(
                live.configuration(answer, weight: weight),
                after: live.configuration(answer, weight: former))
            if live.weight() == weight { return true }
        }
        return false
    }
}
