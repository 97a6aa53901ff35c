import Testing

@testable import HAProxy

@Suite("Failures of a master, each reported once")
struct MasterFailuresTests {
    @Test("silence is one event, and the next answer another")
    func silence() {
        var failures = MasterFailures()
        #expect(failures.answered(pid: 7) == nil)
        #expect(failures.silent("a") == .silent("a"))
        #expect(failures.silent("b") == nil)
        #expect(failures.answered(pid: 7) == .answers(pid: 7))
        #expect(failures.answered(pid: 7) == nil)
        #expect(failures.silent("c") == .silent("c"))
        // The end of the process has an event of its own.
        failures.ended()
        #expect(failures.answered(pid: 8) == nil)
    }

    @Test("a start of the last configuration that fails is reported with each new reason")
    func lastStart() {
        var failures = MasterFailures()
        #expect(failures.lastFailed("a") == .lastFails("a"))
        #expect(failures.lastFailed("a") == nil)
        #expect(failures.lastFailed("b") == .lastFails("b"))
        failures.started()
        #expect(failures.lastFailed("b") == .lastFails("b"))
    }
}
