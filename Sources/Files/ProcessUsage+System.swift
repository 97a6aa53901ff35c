import Glibc
import Model

extension ProcessUsage {
    /// Returns the resources of this process; nil: `/proc` is unreadable.
    ///
    /// Source: `getrusage(2)`; `proc(5)`, `/proc/self/statm`, field 2, and `/proc/self/fd`.
    public static func current() -> ProcessUsage? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0,
            let fields = readText("/proc/self/statm", limit: 4096)?.split(separator: " "),
            fields.count > 1, let pages = Int(fields[1]),
            let descriptors = names(in: "/proc/self/fd")
        else { return nil }
        let times = [usage.ru_utime, usage.ru_stime]
        return ProcessUsage(
            processor: times.reduce(0) { $0 + Int64($1.tv_sec) * 1_000_000 + Int64($1.tv_usec) },
            resident: pages * Int(sysconf(Int32(_SC_PAGESIZE))),
            // Without the one that reads the directory.
            descriptors: descriptors.count - 1)
    }
}
