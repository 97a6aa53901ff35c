import Glibc

/// The time that this machine's processors have spent since boot.
///
/// **Unit:** ticks of the kernel, summed over all processors. Source: `proc(5)`, `/proc/stat`.
struct ProcessorTimes: Equatable {
    /// Idle time.
    ///
    /// Waiting for a disk does not count: it is load.
    var idle: UInt64
    /// Total time, idleness included; time stolen by a hypervisor counts as work.
    var total: UInt64

    /// Parses the text of `/proc/stat`; nil when it has no times.
    init?(_ text: some StringProtocol) {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("cpu ") }) else {
            return nil
        }
        // user, nice, system, idle, iowait, irq, softirq, steal; guests are included in user.
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
    /// The kernel's counters may decrease slightly.
    func idleness(since earlier: ProcessorTimes) -> Int? {
        guard total > earlier.total else { return nil }
        let idle = idle > earlier.idle ? idle - earlier.idle : 0
        let passed = total - earlier.total
        return Int(min(100, (100 * idle + passed / 2) / passed))
    }

    /// The current times; nil when the file is unreadable.
    static func now(path: String = "/proc/stat") -> ProcessorTimes? {
        FileText.read(path).flatMap { ProcessorTimes($0) }
    }
}
