import CGNU
import Glibc

/// The scheduling class and the memory of the process.
struct Scheduling {
    /// Whether the process has real-time priority.
    private(set) var isRealTime = false
    /// Whether its memory is locked, so that no page waits for a disk.
    private(set) var isLocked = false

    /// Above the threads of interrupts would be 50; an election needs microseconds.
    private static let priority: Int32 = 20

    /// Asks for both; each may be refused, and the process runs all the same.
    ///
    /// The tables for unwinding the stack, 2.5 MB, are unlocked again: only a crash reads them.
    /// Source: `sched_setscheduler(2)`, `SCHED_RR`; `mlockall(2)`.
    mutating func acquire() {
        var parameter = sched_param()
        parameter.sched_priority = Self.priority
        isRealTime = sched_setscheduler(0, SCHED_RR, &parameter) == 0
        isLocked = mlockall(Int32(MCL_CURRENT | MCL_FUTURE)) == 0
        if isLocked { ballast_unlock_unwinding(UInt(sysconf(Int32(_SC_PAGESIZE)))) }
    }
}
