import Foundation
import Glibc
import TestThreads
import Testing

@testable import HAProxy

@Suite("Values of servers while HAProxy loads another configuration", .serialized, .ownThreads)
struct ValueLaneTests {
    @Test("a weight reaches the worker at once, and the next worker has it too")
    func duringReload() async throws {
        try await LiveHAProxy.with { live, _ in
            guard LiveHAProxy.isAvailable else { return }
            mkdir(live.settings.folder, 0o700)
            let program = "\(live.settings.folder)/haproxy"
            let hold = "\(live.settings.folder)/hold"
            let script = """
                #!/bin/sh
                while [ "$1" = -c ] && [ -e \(hold) ]; do sleep 0.01; done
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
            await master.lane.send(
                live.configuration("one", weight: 3), after: live.configuration("one"))
            #expect(live.weight() == 10, "the master sends values itself while it is idle")

            try Data().write(to: URL(filePath: hold))
            await master.want(live.configuration("two"))
            #expect(try await eventually { access("\(settings.file).new", F_OK) == 0 })
            #expect(await isSent(to: live, by: master.lane) && live.request() == "one")
            let wanting = Task { await master.want(live.configuration("two", weight: 3)) }
            unlink(hold)
            await wanting.value
            #expect(try await eventually { live.request() == "two" && live.weight() == 3 })
            running.cancel()
            await running.value
            await master.stop()
        }
    }

    /// Sends a weight until the worker has it: the lane tries once, and leaves a worker that does
    /// not answer in time to the master.
    private func isSent(to live: LiveHAProxy, by lane: ValueLane) async -> Bool {
        for _ in 0..<20 {
            await lane.send(
                live.configuration("two", weight: 3), after: live.configuration("two"))
            if live.weight() == 3 { return true }
        }
        return false
    }
}
