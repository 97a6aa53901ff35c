/// Probes of one sort: how many run, and who waits.
struct Lane {
    /// Which sort.
    enum Kind: CaseIterable {
        /// A socket in the loop.
        case socket
        /// TLS.
        case handshake
        /// A command.
        case command

        /// The sort of this probe.
        init(_ probe: Probe) {
            switch probe.kind {
            case .connect, .udp, .ping: self = .socket
            case .tcp(let probe): self = probe.tls == nil ? .socket : .handshake
            case .http(let probe): self = probe.tls == nil ? .socket : .handshake
            case .external: self = .command
            }
        }
    }

    private let limit: Int
    private(set) var running = 0
    private(set) var waiting: [Attempt.Origin] = []

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// True when it may start; else it stands in line.
    mutating func enter(_ origin: Attempt.Origin) -> Bool {
        guard running < limit, waiting.isEmpty else {
            waiting.append(origin)
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
        guard running < limit, !waiting.isEmpty else { return nil }
        running += 1
        return waiting.removeFirst()
    }

    /// Takes out of the line who waits no more.
    mutating func remove(where isGone: (Attempt.Origin) -> Bool) -> [Attempt.Origin] {
        let gone = waiting.filter(isGone)
        if !gone.isEmpty { waiting.removeAll(where: isGone) }
        return gone
    }
}
