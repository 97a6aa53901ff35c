import Files
import Glibc

/// A process, distinguished by its start time from a later one with the same id.
///
/// **Source:** `proc(5)`, `/proc/PID/stat`, field 22.
public struct MasterIdentity: Sendable, Hashable {
    /// Its process id.
    public let pid: Int32
    /// The start time, in clock ticks since boot.
    public let start: UInt64

    /// Creates the identity of the process with this id; nil: none, or a zombie.
    public init?(pid: Int32) {
        guard pid > 1, let life = ProcessEntry(pid: pid).life, !life.isOver else { return nil }
        self.pid = pid
        start = life.start
    }

    /// Parses ``text``; nil: another text.
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

    /// Whether the process runs.
    public var isRunning: Bool { MasterIdentity(pid: pid) == self }

    /// Whether the process was started with this word among its arguments.
    func wasStarted(with word: String) -> Bool {
        ProcessEntry(pid: pid).words.contains { $0 == word }
    }

    /// Whether the process is in our network namespace, as far as it is known.
    var isInThisNetwork: Bool { ProcessEntry(pid: pid).isInThisNetwork ?? true }

    /// Whether the process leads a session, as a master does and its workers do not.
    var leadsSession: Bool { getsid(pid) == pid }

    /// Returns the processes of this network namespace that were started with this word.
    ///
    /// **Shape:** by process id.
    static func all(startedWith word: String) -> [MasterIdentity] {
        (ProcessEntry.all() ?? []).compactMap { entry in
            guard entry.pid != getpid(), let identity = MasterIdentity(pid: entry.pid),
                identity.wasStarted(with: word), identity.isInThisNetwork
            else { return nil }
            return identity
        }
    }
}
