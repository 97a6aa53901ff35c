import Glibc

/// A process in the table of this host.
///
/// Each property is read again at each use.
///
/// Source: `proc(5)`.
public struct ProcessEntry: Sendable, Hashable {
    /// Its process id.
    public let pid: pid_t

    /// The entry of a process id, which may be free.
    public init(pid: pid_t) {
        self.pid = pid
    }

    /// Returns all processes by process id; nil: the table is unreadable.
    public static func all() -> [ProcessEntry]? {
        names(in: "/proc")?.compactMap { pid_t($0) }.sorted().map(ProcessEntry.init)
    }

    /// Returns the children of a process, their children and so on, in any session.
    public static func descendants(of pid: pid_t) -> [ProcessEntry] {
        let children = Dictionary(grouping: all() ?? []) { $0.life?.parent ?? 0 }
        var found: [ProcessEntry] = []
        var next = [pid]
        while let parent = next.popLast() {
            guard let more = children[parent], parent > 0 else { continue }
            found += more
            next += more.map(\.pid)
        }
        return found
    }

    /// The state, the parent, the session, the terminal and the start of a process.
    ///
    /// Source: `proc(5)`, `/proc/PID/stat`, fields 3, 4, 6, 7 and 22.
    public struct Life: Sendable, Hashable {
        /// `R`, `S`, `D`, `T` stopped by a signal, `Z` zombie, `X` dead and others.
        public let state: Character
        /// The process id of the parent.
        public let parent: pid_t
        /// The process id of the leader of its session; see `setsid(2)`.
        public let session: pid_t
        /// The controlling terminal, as a device number; 0: none.
        public let terminal: Int32
        /// The start in clock ticks since boot.
        public let start: UInt64

        /// Whether the process has ended.
        public var isOver: Bool { state == "Z" || state == "X" }

        /// Parses a line; nil: another text.
        init?(_ line: String) {
            // The name before the state may contain spaces and parentheses.
            guard let end = line.lastIndex(of: ")") else { return nil }
            let fields = line[end...].dropFirst().split(separator: " ")
            guard fields.count > 19, fields[0].count == 1, let state = fields[0].first,
                let parent = pid_t(fields[1]), let session = pid_t(fields[3]),
                let terminal = Int32(fields[4]),
                let start = UInt64(fields[19])
            else { return nil }
            self.state = state
            self.parent = parent
            self.session = session
            self.terminal = terminal
            self.start = start
        }
    }

    /// The most bytes of a ``name``.
    public static let nameLimit = 15

    /// The name, cut by the kernel to ``nameLimit`` bytes; nil: no such process.
    public var name: String? {
        text("comm").map {
            String(decoding: $0.utf8.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
    }

    /// The program and its arguments, at most 64 KiB of them; empty: no such process, or one of the
    /// kernel.
    public var words: [Substring] {
        text("cmdline", limit: 65_536)?.split(separator: "\0") ?? []
    }

    /// The state; nil: no such process.
    public var life: Life? { text("stat").flatMap(Life.init) }

    /// The user whose rights it has; nil: no such process.
    public var user: uid_t? {
        var facts = stat()
        return stat("/proc/\(pid)", &facts) == 0 ? facts.st_uid : nil
    }

    /// Whether it is in the network namespace of this process; nil: unknown.
    public var isInThisNetwork: Bool? {
        var (ours, its) = (stat(), stat())
        guard stat("/proc/self/ns/net", &ours) == 0, stat("/proc/\(pid)/ns/net", &its) == 0
        else { return nil }
        return ours.st_ino == its.st_ino && ours.st_dev == its.st_dev
    }

    private func text(_ file: String, limit: Int = 4096) -> String? {
        readText("/proc/\(pid)/\(file)", limit: limit)
    }
}
