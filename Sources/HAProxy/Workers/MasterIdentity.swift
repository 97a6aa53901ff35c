import Glibc

/// A process, told from a later one with the same number by its time of start.
///
/// **Source:** `proc(5)`, `/proc/PID/stat`, field 22.
public struct MasterIdentity: Sendable, Hashable {
    /// Its process id.
    public let pid: Int32
    /// When it began, in clock ticks since the machine started.
    public let start: UInt64

    /// The process that has this number now; nil when there is none, or only its remains.
    public init?(pid: Int32) {
        guard pid > 1, let stat = readText("/proc/\(pid)/stat"),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[end...].dropFirst().split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let start = UInt64(fields[19])
        else { return nil }
        self.pid = pid
        self.start = start
    }

    /// Reads ``text``; nil when it is none.
    public init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let pid = Int32(words[0]), let start = UInt64(words[1]) else {
            return nil
        }
        self.pid = pid
        self.start = start
    }

    /// `PID START`.
    public var text: String { "\(pid) \(start)\n" }

    /// True while it runs.
    public var isRunning: Bool { MasterIdentity(pid: pid) == self }

    /// True when it was started with this word among its arguments.
    func wasStarted(with word: String) -> Bool {
        (readText("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").contains { $0 == word }
    }
}
