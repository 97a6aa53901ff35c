import Glibc

/// What the processors of this machine have spent their time on since it booted.
///
/// **Unit:** ticks of the kernel, summed over all processors. Source: `proc(5)`, `/proc/stat`.
struct ProcessorTimes: Equatable {
    /// With nothing to do.
    ///
    /// Waiting for a disk does not count: that is load.
    var idle: UInt64
    /// With anything, idleness included; what a hypervisor took away counts as work.
    var total: UInt64

    /// The times in the text of `/proc/stat`; nil when it has none.
    init?(_ text: some StringProtocol) {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("cpu ") }) else {
            return nil
        }
        // user, nice, system, idle, iowait, irq, softirq, steal; guests are in user already.
        let times = line.split(separator: " ").dropFirst().prefix(8).map { UInt64($0) }
        guard times.count >= 4, let idle = times[3], !times.contains(nil) else { return nil }
        self.idle = idle
        total = times.reduce(0) { $0 &+ ($1 ?? 0) }
    }

    init(idle: UInt64, total: UInt64) {
        self.idle = idle
        self.total = total
    }

    /// The share of idleness since an earlier moment, 0...100; nil when no tick has passed.
    ///
    /// The kernel's counters may go back a little.
    func idleness(since earlier: ProcessorTimes) -> Int? {
        guard total > earlier.total else { return nil }
        let idle = idle > earlier.idle ? idle - earlier.idle : 0
        let passed = total - earlier.total
        return Int(min(100, (100 * idle + passed / 2) / passed))
    }

    /// The times now; nil when the file can't be read.
    static func now(path: String = "/proc/stat") -> ProcessorTimes? {
        FileText.read(path).flatMap { ProcessorTimes($0) }
    }
}
