import Model

/// The state of all servers on disk between two runs.
public struct HealthSnapshot: Sendable, Hashable {
    /// The state of the checked servers.
    ///
    /// **Shape:** sorted by server, without those that have no result.
    public var verdicts: [StoredServer<VerdictMachine>]
    /// The state of the servers with agents.
    ///
    /// **Shape:** sorted by server.
    public var readings: [StoredServer<FeedbackMachine>]

    /// Creates a snapshot, empty by default.
    public init(
        verdicts: [StoredServer<VerdictMachine>] = [],
        readings: [StoredServer<FeedbackMachine>] = []
    ) {
        self.verdicts = verdicts
        self.readings = readings
    }

    /// Whether it has no server.
    public var isEmpty: Bool { verdicts.isEmpty && readings.isEmpty }

    /// The verdicts for the planner before the first document is followed.
    public var knownVerdicts: Verdicts {
        verdicts.reduce(into: [:]) { known, entry in
            known[entry.server.service, default: [:]][entry.server.endpoint] = entry.machine.verdict
        }
    }

    /// The readings for the planner before the first document is followed.
    public var knownReadings: FeedbackReadings {
        readings.reduce(into: [:]) { known, entry in
            known[entry.server.service, default: [:]][entry.server.endpoint] = entry.machine.reading
        }
    }
}
