/// The reply of the master socket to `show proc`.
///
/// **Source:** HAProxy's management manual, 9.4.1.
public struct ProcessList: Sendable, Hashable {
    /// A worker.
    public struct Worker: Sendable, Hashable {
        /// Its process id.
        public let pid: Int32
        /// The number of reloads that it survived.
        public let reloads: Int
        /// The time since it started, in whole seconds.
        public let uptime: Duration

        /// Creates a worker.
        public init(pid: Int32, reloads: Int, uptime: Duration) {
            self.pid = pid
            self.reloads = reloads
            self.uptime = uptime
        }
    }

    /// The master's process id.
    public let master: Int32
    /// The number of reloads, including failed ones.
    public let reloads: Int
    /// The number of consecutive failed reloads; 0: the last reload succeeded.
    public let failed: Int
    /// `2.6.12-1+deb12u4`.
    public let version: String
    /// The workers that accept connections; one, in a healthy process.
    public let workers: [Worker]
    /// The workers of earlier configurations, which exit after their last connection.
    public let oldWorkers: [Worker]

    /// Parses the reply.
    ///
    /// Unknown lines are skipped. In 2.6 the third column of the master's line is `3 [failed: 1]`;
    /// versions 2.0 to 2.3 have one more column and no failures.
    ///
    /// **Errors:** nil without a line for the master.
    public init?(_ text: String) {
        var found: (pid: Int32, reloads: Int, failed: Int, version: String)?
        var workers: [Worker] = []
        var old: [Worker] = []
        var isOld = false
        for line in RuntimeText.lines(text) {
            if line.hasPrefix("#") {
                isOld = line.hasPrefix("# old")
                continue
            }
            let words = RuntimeText.words(line)
            guard words.count >= 4, let pid = Int32(words[0]), pid > 0 else { continue }
            let numbers = words.dropFirst(2)
            guard let reloads = numbers.lazy.compactMap({ Int($0) }).first, reloads >= 0 else {
                continue
            }
            switch words[1] {
            case "master":
                let failed = words.firstIndex(of: "[failed:").flatMap { index in
                    index + 1 < words.count ? Int(words[index + 1].prefix(while: \.isNumber)) : nil
                }
                found = (pid, reloads, max(0, failed ?? 0), String(words.last ?? ""))
            case "worker":
                let uptime = numbers.lazy.compactMap(RuntimeText.uptime).first ?? .zero
                let worker = Worker(pid: pid, reloads: reloads, uptime: uptime)
                if isOld { old.append(worker) } else { workers.append(worker) }
            default: continue
            }
        }
        guard let found else { return nil }
        (master, reloads, failed, version) = found
        self.workers = workers
        oldWorkers = old
    }

    /// Whether the version is at least this one.
    public func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = version.split(separator: ".").prefix(2).map {
            Int($0.prefix(while: \.isNumber)) ?? 0
        }
        guard numbers.count == 2 else { return false }
        return numbers[0] > major || numbers[0] == major && numbers[1] >= minor
    }
}
