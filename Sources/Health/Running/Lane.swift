/// Probes of one sort: how many run, and who waits.
struct Lane {
    /// Which sort.
    enum Kind: CaseIterable {
        /// A socket in the loop.
        case socket
        /// TLS, or a second connection.
        case handshake
        /// A command.
        case command

        /// The sort of this probe.
        init(_ probe: Probe) {
            switch probe.kind {
            case .connect, .udp, .ping, .feedback: self = .socket
            case .tcp(let probe): self = probe.tls == nil ? .socket : .handshake
            case .http(let probe): self = probe.tls == nil ? .socket : .handshake
            case .dialogue(let probe): self = probe.needsChannel ? .handshake : .socket
            case .external: self = .command
            }
        }
    }

    private let limit: Int
    /// Probes that run.
    private(set) var running = 0
    /// Those of them whose server failed last time.
    private var failing = 0
    /// Those in line for a server that works, or of which nothing is known, and for a server that
    /// failed last time: it may take all of its time again.
    private var lines = (working: Line(), failing: Line())
    /// Whose turn it is when both lines wait.
    private var isFailingNext = false

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// The most that run for servers that failed: a quarter is left to those that work.
    private var failingLimit: Int { max(1, limit - max(limit / 4, limit > 1 ? 1 : 0)) }

    /// True when it may start; else it stands in line.
    mutating func enter(_ origin: Attempt.Origin) -> Bool {
        let isFree = running < limit && lines.working.isEmpty
        if origin.hasFailed {
            guard isFree, failing < failingLimit, lines.failing.isEmpty else {
                lines.failing.append(origin)
                return false
            }
            failing += 1
        } else {
            guard isFree, lines.failing.isEmpty || failing >= failingLimit else {
                lines.working.append(origin)
                return false
            }
        }
        running += 1
        return true
    }

    /// One has ended.
    ///
    /// - Parameter hadFailed: whether its server had failed when it started.
    mutating func leave(hadFailed: Bool) {
        running -= 1
        if hadFailed { failing -= 1 }
    }

    /// Whose turn it is, when there is room.
    mutating func next() -> Attempt.Origin? {
        guard running < limit else { return nil }
        let mayFail = failing < failingLimit && !lines.failing.isEmpty
        if mayFail, isFailingNext || lines.working.isEmpty {
            isFailingNext = false
            failing += 1
            running += 1
            return lines.failing.next()
        }
        guard let origin = lines.working.next() else { return nil }
        isFailingNext = true
        running += 1
        return origin
    }

    /// Takes out of the lines who waits no more.
    mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
        lines.working.remove(where: isGone) + lines.failing.remove(where: isGone)
    }
}

extension Lane {
    /// Origins in the order in which they came.
    private struct Line {
        /// Who waits, from ``first`` on; those before it have had their turn.
        private var origins: [Attempt.Origin] = []
        private var first = 0

        var isEmpty: Bool { first == origins.count }

        mutating func append(_ origin: Attempt.Origin) { origins.append(origin) }

        mutating func next() -> Attempt.Origin? {
            guard !isEmpty else { return nil }
            first += 1
            let origin = origins[first - 1]
            // Now and then, so that each costs the same however long the line is.
            if isEmpty || first >= 1_024 {
                origins.removeFirst(first)
                first = 0
            }
            return origin
        }

        mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
            origins.removeFirst(first)
            first = 0
            let gone = origins.filter(isGone)
            if !gone.isEmpty { origins.removeAll(where: isGone) }
            return gone
        }
    }
}
