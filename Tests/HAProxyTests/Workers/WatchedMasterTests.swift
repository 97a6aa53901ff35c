import Files
import Glibc
import TestThreads
import Testing

@testable import HAProxy

@Suite("The process of a master", .ownThreads)
struct WatchedMasterTests {
    @Test("the exit of a process is noticed, and its status collected")
    func exit() async throws {
        let child = try ChildProcess.start(["/bin/sleep", "1000"], output: .file("/dev/null"))
        let identity = try #require(MasterIdentity(pid: child))
        var master = WatchedMaster()
        let exits = AsyncStream.makeStream(of: Void.self)
        let isWatched = master.watch(identity, logEnd: 7) { exits.continuation.yield() }
        #expect(isWatched && master.running == identity && master.logEnd == 7)
        kill(child, SIGKILL)
        for await _ in exits.stream { break }
        #expect(master.running == nil && master.identity == identity)
        master.add(former: child)
        master.forget()
        #expect(master.identity == nil)
        master.collect()
        // The status was collected, so it is no child any more.
        #expect(waitpid(child, nil, WNOHANG) == -1)
        let ended = master.watch(identity, logEnd: 0) {}
        #expect(!ended)
    }
}
