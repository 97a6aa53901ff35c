/// Running and waiting probes of one kind.
struct Lane {
    /// The kind of resource that a probe needs.
    enum Kind: CaseIterable {
        /// A socket in the loop.
        case socket
        /// TLS, or a second connection.
        case handshake
        /// A command.
        case command

        /// The kind for this probe.
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
    /// Number of running probes.
    private(set) var running = 0
    /// Number of running probes whose server was slow before.
    private var slow = 0
    /// The queues of waiting probes, for slow servers and for all others.
    ///
    /// A slow server may need its whole timeout again. A server that fails at once costs no more
    /// than a working one.
    private var lines = (quick: Line(), slow: Line())
    /// Whether the slow queue is next when both have waiting probes.
    private var isSlowNext = false

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// Maximum number of running probes of slow servers: a quarter is reserved for the others.
    private var slowLimit: Int { max(1, limit - max(limit / 4, limit > 1 ? 1 : 0)) }

    /// Starts a probe, or queues it; true when it may start.
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

    /// Records the end of a probe.
    ///
    /// - Parameter wasSlow: whether its server was slow before it.
    mutating func leave(wasSlow: Bool) {
        running -= 1
        if wasSlow { slow -= 1 }
    }

    /// Returns the next probe to start, if the limit allows one.
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

    /// Removes cancelled probes from the queues.
    mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
        lines.quick.remove(where: isGone) + lines.slow.remove(where: isGone)
    }
}

extension Lane {
    /// A queue of origins, first in, first out.
    private struct Line {
        /// The waiting probes, from ``first`` on; earlier ones have started.
        private var origins: [Attempt.Origin] = []
        private var first = 0

        var isEmpty: Bool { first == origins.count }

        mutating func append(_ origin: Attempt.Origin) { origins.append(origin) }

        mutating func next() -> Attempt.Origin? {
            guard !isEmpty else { return nil }
            first += 1
            let origin = origins[first - 1]
            // Compacts rarely, so that the cost per probe is independent of the length.
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
