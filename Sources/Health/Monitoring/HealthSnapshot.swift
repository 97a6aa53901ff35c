import Model

/// The state of all servers on disk between two runs.
public struct HealthSnapshot: Sendable, Equatable {
    /// The state of the checked servers.
    ///
    /// **Shape:** sorted by server, without those that have no result.
    public var verdicts: [StoredServer<VerdictMachine>]
    /// The state of the servers with agents.
    ///
    /// **Shape:** sorted by server.
    public var readings: [StoredServer<FeedbackMachine>]
    /// The time at which it was stored; nil: it was not read from a disk.
    ///
    /// **Unit:** milliseconds since 1970.
    public var saved: Int64?

    /// Creates a snapshot, empty by default.
    public init(
        verdicts: [StoredServer<VerdictMachine>] = [],
        readings: [StoredServer<FeedbackMachine>] = []
    ) {
        self.verdicts = verdicts
        self.readings = readings
    }

    /// The largest age of stored verdicts: a server may have failed since.
    ///
    /// **Unit:** milliseconds.
    public static let age: Int64 = 300_000

    /// Whether verdicts of this time are still used.
    ///
    /// A time in the future means that the clock was or is wrong.
    public static func isValid(savedAt saved: Int64, at now: Int64) -> Bool {
        (now - age...now).contains(saved)
    }

    /// Whether both have the same state; the times are not compared.
    public static func == (left: HealthSnapshot, right: HealthSnapshot) -> Bool {
        left.verdicts == right.verdicts && left.readings == right.readings
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
