/// The settings of one server that decide how it is probed and judged.
protocol ProbeSettings: Sendable, Hashable {
    /// The probe that is repeated; nil: the server is not probed.
    var probe: Probe? { get }
    /// Time between two probes.
    var interval: Duration { get }
    /// Time between two probes while the server is down.
    var downInterval: Duration { get }
    /// Number of passed probes between two negotiations; nil: the check has none.
    var connects: Int? { get }
    /// Whether a new server continues with its state of an earlier run.
    var continuesEarlierRun: Bool { get }
    /// Whether both ask the same question, whatever their intervals and limits.
    func asksLike(_ other: Self) -> Bool
    /// Whether both ask the same question at the same intervals.
    func isScheduledLike(_ other: Self) -> Bool
    /// Refers to the parts of other settings that are equal, which saves their memory.
    mutating func share(with other: Self)
}

extension ProbeSettings {
    var downInterval: Duration { interval }
    var connects: Int? { nil }
    var continuesEarlierRun: Bool { true }

    mutating func share(with other: Self) {}
}
