import Addresses

/// The repeated probes of a runner.
struct ProbeSchedule {
    /// Virtual addresses, which may be on another node.
    var virtual: Set<IPAddress> = []
    private var byProbe: [Probe: ScheduledProbe] = [:]
    private var byNumber: [Int: ScheduledProbe] = [:]
    private var lastNumber = 0

    var count: Int { byNumber.count }

    /// All repeated probes.
    var probes: some Collection<Probe> { byProbe.keys }

    subscript(_ probe: Probe) -> ScheduledProbe? { byProbe[probe] }

    subscript(_ number: Int) -> ScheduledProbe? { byNumber[number] }

    /// Adds a probe, at its own place between the others.
    mutating func add(
        _ probe: Probe, interval: Duration, warmUp: Duration, now: MonotonicTime
    ) -> ScheduledProbe {
        lastNumber += 1
        // Multiples of the golden ratio are evenly distributed for any number of probes.
        let turns = Double(lastNumber) * 0.618_033_988_749_894_9
        let fresh = ScheduledProbe(
            probe, number: lastNumber, interval: interval,
            fraction: turns - turns.rounded(.down), warmUp: warmUp, now: now)
        byProbe[probe] = fresh
        byNumber[fresh.number] = fresh
        return fresh
    }

    /// Removes a probe; returns its number, or nil for an unknown probe.
    mutating func remove(_ probe: Probe) -> Int? {
        guard let removed = byProbe.removeValue(forKey: probe) else { return nil }
        byNumber[removed.number] = nil
        return removed.number
    }
}
