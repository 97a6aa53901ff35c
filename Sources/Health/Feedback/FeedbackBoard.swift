public import Model

/// What is known of how busy all servers are, and who waits for the answer of which agent.
///
/// Servers of many services with the same agent and interval are asked once, and the answer goes to
/// all of them. Other intervals are questions of their own: averages and holds count answers.
public struct FeedbackBoard: Sendable {
    /// One server of one service.
    public typealias Seat = VerdictBoard.Seat

    /// How each server is asked.
    private var settings: [Seat: ServerFeedback] = [:]
    /// What is known of each.
    private var machines: [Seat: FeedbackMachine] = [:]
    /// Servers by what asks for them.
    private var seats: [Probe: [Seat]] = [:]
    /// What an earlier run knew, for servers that have not been followed yet.
    private var remembered: [Seat: FeedbackMachine]

    /// A board that begins where an earlier run ended.
    public init(restoring snapshot: Snapshot = Snapshot()) {
        remembered = Dictionary(
            snapshot.entries.map { ($0.seat, $0.machine) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is to be asked, and how often.
    public var periods: [Probe: Duration] {
        seats.compactMapValues { waiting in waiting.first.flatMap { settings[$0]?.interval } }
    }

    /// What the planner and status are told.
    public var readings: FeedbackReadings {
        var readings: FeedbackReadings = [:]
        for (seat, machine) in machines {
            readings[seat.service, default: [:]][seat.endpoint] = machine.reading
        }
        return readings
    }

    /// How a server is asked; nil: it is not.
    public func settings(of seat: Seat) -> ServerFeedback? { settings[seat] }

    /// Follows another document: servers that stay keep what is known of them.
    public mutating func follow(_ spec: Spec) {
        var kept: [Seat: FeedbackMachine] = [:]
        settings = [:]
        seats = [:]
        for service in spec.services where service.hasFeedback {
            for server in service.servers {
                let seat = Seat(service: service.key, endpoint: service.endpoint(of: server))
                guard settings[seat] == nil, let wanted = service.feedback(of: server) else {
                    continue
                }
                settings[seat] = wanted
                seats[wanted.probe, default: []].append(seat)
                kept[seat] = machines[seat] ?? remembered[seat] ?? FeedbackMachine()
            }
        }
        machines = kept
        remembered = [:]
    }

    /// Takes the answer to a probe in for every server that it tells about; true when the table
    /// may have to change.
    ///
    /// - Parameter time: milliseconds since 1970.
    public mutating func take(_ result: ProbeResult, of probe: Probe, at time: Int64) -> Bool {
        var hasChanged = false
        for seat in seats[probe] ?? [] {
            guard let settings = settings[seat] else { continue }
            let reason =
                result.expected.isEmpty
                ? result.seen : "expected \(result.expected), saw \(result.seen)"
            let isNew = machines[seat]?.take(
                result.answer, reason: "\(result.phase.rawValue): \(reason)", at: time,
                of: settings)
            hasChanged = isNew == true || hasChanged
        }
        return hasChanged
    }
}

extension FeedbackBoard {
    /// What is kept on disk between two runs.
    public struct Snapshot: Sendable, Hashable, Codable {
        /// One server and what is known of it.
        public struct Entry: Sendable, Hashable, Codable {
            /// Whose.
            public var seat: Seat
            /// What is known.
            public var machine: FeedbackMachine
        }

        /// **Shape:** sorted by server.
        public var entries: [Entry]

        /// What the planner is told until the first document is followed.
        public var readings: FeedbackReadings {
            entries.reduce(into: [:]) { readings, entry in
                readings[entry.seat.service, default: [:]][entry.seat.endpoint] =
                    entry.machine.reading
            }
        }

        /// Nothing, unless entries are given.
        public init(entries: [Entry] = []) {
            self.entries = entries
        }
    }

    /// What another run is to remember.
    ///
    /// Until a document is followed it is what an earlier run knew.
    public var snapshot: Snapshot {
        let known = machines.isEmpty ? remembered : machines
        return Snapshot(
            entries: known.map { Snapshot.Entry(seat: $0.key, machine: $0.value) }
                .sorted { $0.seat < $1.seat })
    }
}

extension ServerFeedback {
    /// What asks for it.
    var probe: Probe {
        Probe(
            .feedback(FeedbackProbe(path: method == .http ? path : nil, interval: interval)),
            at: endpoint, from: source, timeout: timeout)
    }
}
