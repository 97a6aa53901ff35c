import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

/// A status and a scrape beside an HAProxy that hangs.
@Suite("Questions to a silent HAProxy", .serialized, .ownThreads)
struct SilentWorkerTests {
    @Test("the first look at a stopped worker ends long before Prometheus gives up")
    func firstLook() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let processes = try #require(await master.status().processes)
            kill(processes.workers[0].pid, SIGSTOP)
            defer { kill(processes.workers[0].pid, SIGCONT) }
            // The master's own look, which is patient, is under way.
            await master.lookAgain()
            let observer = WorkerObserver(live.settings)
            let begin = ContinuousClock.now
            #expect(await observer.look() == nil)
            #expect(await observer.workers().silence != nil)
            #expect(master.held.isEmpty)
            #expect(ContinuousClock.now - begin < .seconds(4))
        }
    }

    @Test("no status waits for a whole HAProxy that is stopped")
    func stoppedMaster() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("one"))
            #expect(try await eventually { live.request() == "one" })
            let processes = try #require(await master.status().processes)
            let all = [processes.workers[0].pid, processes.master]
            for pid in all { kill(pid, SIGSTOP) }
            defer { for pid in all { kill(pid, SIGCONT) } }
            let observer = WorkerObserver(live.settings)
            let begin = ContinuousClock.now
            #expect(await observer.look() == nil)
            #expect(await observer.workers().silence != nil)
            #expect(ContinuousClock.now - begin < .seconds(6))
        }
    }
}
