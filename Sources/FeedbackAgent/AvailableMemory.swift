/// The memory of this machine that is available to programs.
///
/// Source: `proc(5)`, `/proc/meminfo`, MemAvailable.
enum AvailableMemory {
    /// The percentage of all memory, from the text of `/proc/meminfo`; nil when it is missing.
    static func share(_ text: some StringProtocol) -> Int? {
        func kilobytes(_ name: String) -> UInt64? {
            text.split(separator: "\n").first { $0.hasPrefix(name) }
                .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { UInt64($0) }
        }
        guard let all = kilobytes("MemTotal:"), let free = kilobytes("MemAvailable:"), all > 0
        else { return nil }
        return Int(min(100, 100 * (free / 1_024) / max(1, all / 1_024)))
    }

    /// The current percentage; nil when the file is unreadable.
    static func now(path: String = "/proc/meminfo") -> Int? {
        FileText.read(path).flatMap { share($0) }
    }
}
