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
    private(set) var running = 0
    /// Who waits, from ``first`` on; those before it have had their turn.
    private var line: [Attempt.Origin] = []
    private var first = 0

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// True when it may start; else it stands in line.
    mutating func enter(_ origin: Attempt.Origin) -> Bool {
        guard running < limit, first == line.count else {
            line.append(origin)
            return false
        }
        running += 1
        return true
    }

    /// One has ended.
    mutating func leave() {
        running -= 1
    }

    /// Whose turn it is, when there is room.
    mutating func next() -> Attempt.Origin? {
        guard running < limit, first < line.count else { return nil }
        running += 1
        first += 1
        let origin = line[first - 1]
        // Now and then, so that each costs the same however long the line is.
        if first == line.count || first >= 1_024 {
            line.removeFirst(first)
            first = 0
        }
        return origin
    }

    /// Takes out of the line who waits no more.
    mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
        line.removeFirst(first)
        first = 0
        let gone = line.filter(isGone)
        if !gone.isEmpty { line.removeAll(where: isGone) }
        return gone
    }
}
