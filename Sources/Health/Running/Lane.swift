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
    /// Those of them whose server was slow before.
    private var slow = 0
    /// The probes in line, of slow servers and of all others: a slow server may take all of its
    /// time again; a server that fails at once costs no more than one that works.
    private var lines = (quick: Line(), slow: Line())
    /// The line whose turn it is when both wait.
    private var isSlowNext = false

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// The most that run for slow servers: a quarter is left to the others.
    private var slowLimit: Int { max(1, limit - max(limit / 4, limit > 1 ? 1 : 0)) }

    /// True when it may start; else it stands in line.
    mutating func enter(_ origin: Attempt.Origin) -> Bool {
        let isFree = running < limit && lines.quick.isEmpty
        if origin.isSlow {
            guard isFree, slow < slowLimit, lines.slow.isEmpty else {
                lines.slow.append(origin)
                return false
            }
            slow += 1
        } else {
            guard isFree, lines.slow.isEmpty || slow >= slowLimit else {
                lines.quick.append(origin)
                return false
            }
        }
        running += 1
        return true
    }

    /// One has ended.
    ///
    /// - Parameter wasSlow: whether its server was slow before it.
    mutating func leave(wasSlow: Bool) {
        running -= 1
        if wasSlow { slow -= 1 }
    }

    /// Whose turn it is, when there is room.
    mutating func next() -> Attempt.Origin? {
        guard running < limit else { return nil }
        let isRoomForSlow = slow < slowLimit && !lines.slow.isEmpty
        if isRoomForSlow, isSlowNext || lines.quick.isEmpty {
            isSlowNext = false
            slow += 1
            running += 1
            return lines.slow.next()
        }
        guard let origin = lines.quick.next() else { return nil }
        isSlowNext = true
        running += 1
        return origin
    }

    /// Removes probes that wait no longer.
    mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
        lines.quick.remove(where: isGone) + lines.slow.remove(where: isGone)
    }
}

extension Lane {
    /// Origins in the order in which they came.
    private struct Line {
        /// The waiting probes, from ``first`` on; those before it have had their turn.
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
