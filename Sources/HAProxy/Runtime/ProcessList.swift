/// What `show proc` of the master socket says.
///
/// **Source:** HAProxy's management manual, 9.4.1.
public struct ProcessList: Sendable, Hashable {
    /// A worker.
    public struct Worker: Sendable, Hashable {
        /// Its process id.
        public let pid: Int32
        /// Reloads that it has lived through.
        public let reloads: Int
        /// Time since it began, in whole seconds.
        public let uptime: Duration

        /// A worker.
        public init(pid: Int32, reloads: Int, uptime: Duration) {
            self.pid = pid
            self.reloads = reloads
            self.uptime = uptime
        }
    }

    /// The master's process id.
    public let master: Int32
    /// Reloads so far, failed ones too.
    public let reloads: Int
    /// How many of the latest reloads failed, one after the other; 0: the last one did not.
    public let failed: Int
    /// `2.6.12-1+deb12u4`.
    public let version: String
    /// Those that serve; one, in a healthy process.
    public let workers: [Worker]
    /// Those of earlier configurations, which end with their last connection.
    public let oldWorkers: [Worker]

    /// Reads the reply.
    ///
    /// A line that isn't understood is left out. In 2.6 the third column of the master's line is
    /// `3 [failed: 1]`; from 2.0 to 2.3 there is a further column, and the failures are missing.
    ///
    /// **Errors:** nil when there is no line for the master.
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

    /// True when the first number of its version and the second are at least these.
    public func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = version.split(separator: ".").prefix(2).map {
            Int($0.prefix(while: \.isNumber)) ?? 0
        }
        guard numbers.count == 2 else { return false }
        return numbers[0] > major || numbers[0] == major && numbers[1] >= minor
    }
}
