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

    /// True when it is in the network namespace of this process, as far as can be known.
    var isInThisNetwork: Bool {
        var (ours, its) = (stat(), stat())
        guard stat("/proc/self/ns/net", &ours) == 0, stat("/proc/\(pid)/ns/net", &its) == 0 else {
            return true
        }
        return ours.st_ino == its.st_ino && ours.st_dev == its.st_dev
    }

    /// True when it leads a session, as a master does and its workers don't.
    var leadsSession: Bool { getsid(pid) == pid }

    /// The processes of this network namespace that were started with this word.
    ///
    /// **Shape:** by process id.
    static func all(startedWith word: String) -> [MasterIdentity] {
        names(in: "/proc").compactMap { Int32($0) }.sorted().compactMap { pid in
            guard pid != getpid(), let identity = MasterIdentity(pid: pid),
                identity.wasStarted(with: word), identity.isInThisNetwork
            else { return nil }
            return identity
        }
    }
}
