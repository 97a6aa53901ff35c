public import Model

/// The known load of all servers, and the servers of each agent.
///
/// Servers of several services with the same agent and interval share one request, and its answer
/// applies to all of them. A different interval is a separate request, because averages and holds
/// count answers.
public struct FeedbackBoard: Sendable {
    /// A server of a service.
    public typealias Seat = VerdictBoard.Seat

    /// Feedback settings of each server.
    private var settings: [Seat: ServerFeedback] = [:]
    /// State of each server.
    private var machines: [Seat: FeedbackMachine] = [:]
    /// Servers by probe.
    private var seats: [Probe: [Seat]] = [:]
    /// State of an earlier run, for servers that are not followed yet.
    private var remembered: [Seat: FeedbackMachine]

    /// Creates a board with the state of an earlier run.
    public init(restoring snapshot: Snapshot = Snapshot()) {
        remembered = Dictionary(
            snapshot.entries.map { ($0.seat, $0.machine) }, uniquingKeysWith: { first, _ in first })
    }

    /// The interval of each probe.
    public var periods: [Probe: Duration] {
        seats.compactMapValues { waiting in waiting.first.flatMap { settings[$0]?.interval } }
    }

    /// The readings for the planner and status.
    public var readings: FeedbackReadings {
        var readings: FeedbackReadings = [:]
        for (seat, machine) in machines {
            readings[seat.service, default: [:]][seat.endpoint] = machine.reading
        }
        return readings
    }

    /// The settings of a server; nil: its load is not read.
    public func settings(of seat: Seat) -> ServerFeedback? { settings[seat] }

    /// Follows another document: remaining servers keep their state.
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

    /// Applies the answer of a probe to all of its servers; true when the table may change.
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
    /// The state on disk between two runs.
    public struct Snapshot: Sendable, Hashable, Codable {
        /// A server and its state.
        public struct Entry: Sendable, Hashable, Codable {
            /// The server.
            public var seat: Seat
            /// The state.
            public var machine: FeedbackMachine
        }

        /// **Shape:** sorted by server.
        public var entries: [Entry]

        /// The readings for the planner before the first document is followed.
        public var readings: FeedbackReadings {
            entries.reduce(into: [:]) { readings, entry in
                readings[entry.seat.service, default: [:]][entry.seat.endpoint] =
                    entry.machine.reading
            }
        }

        /// Creates a snapshot, empty by default.
        public init(entries: [Entry] = []) {
            self.entries = entries
        }
    }

    /// The state for a later run.
    ///
    /// Before a document is followed it is the state of the earlier run.
    public var snapshot: Snapshot {
        let known = machines.isEmpty ? remembered : machines
        return Snapshot(
            entries: known.map { Snapshot.Entry(seat: $0.key, machine: $0.value) }
                .sorted { $0.seat < $1.seat })
    }
}

extension ServerFeedback {
    /// The probe that reads the load.
    var probe: Probe {
        Probe(
            .feedback(FeedbackProbe(path: method == .http ? path : nil, interval: interval)),
            at: endpoint, from: source, timeout: timeout)
    }
}
