import Model
import TestThreads
import Testing

@testable import Kernel

@Suite("Programs that load rules", .ownThreads)
struct ProgramRunTests {
    private static func run(_ script: String) throws -> ProgramRun.Result {
        try ProgramRun(["/bin/sh", "-c", script], operation: "try").finish(writing: "a\n")
    }

    @Test("input, outputs and status are those of the program")
    func whole() throws {
        let run = try Self.run("cat; echo b >&2; exit 3")
        #expect(run.output == "a\n" && run.errors == "b\n" && run.status == 3)
        #expect(try Self.run("kill -9 $$").status == -9)
    }

    @Test("a program that closes its outputs and stays is killed")
    func closed() {
        #expect(throws: HostFailure.self) { try Self.run("exec >&- 2>&- <&-; sleep 1000") }
    }

    @Test("all are left alone for a while after one did not answer, not after one has failed")
    func silent() throws {
        var programs = SilentPrograms()
        let begin = ContinuousClock.now
        func failure(_ reason: String) -> HostFailure {
            HostFailure(operation: "read", reason: reason)
        }
        programs.note(failure("no such file"), of: "a", at: begin)
        #expect(programs.failure(at: begin) == nil)
        programs.note(failure(ProgramRun.silence), of: "a", at: begin)
        #expect(programs.failure(at: begin + .seconds(59))?.operation == "read")
        programs.note(nil, of: "b", at: begin)
        #expect(programs.failure(at: begin + .seconds(59))?.operation == "read")
        #expect(programs.failure(at: begin + .seconds(60)) == nil)
        programs.note(nil, of: "a", at: begin + .seconds(61))
        #expect(programs.failure(at: begin + .seconds(62)) == nil)
    }

    @Test("a part of endless errors is kept")
    func errors() throws {
        let run = try Self.run("head -c 10000000 /dev/zero | tr '\\0' x >&2; echo done")
        #expect(run.output == "done\n" && run.errors.utf8.count == 64 << 10)
    }
}
