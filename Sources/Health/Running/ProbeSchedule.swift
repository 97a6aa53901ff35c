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

    /// The place of a new probe among those that are added with it.
    struct Place {
        /// The time in which all of them start.
        let warmUp: Duration
        /// Their number.
        let count: Int
        /// The place, from 0.
        var number = 0

        init(warmUp: Duration, of count: Int) {
            self.warmUp = warmUp
            self.count = count
        }
    }

    /// Prepares for so many new probes.
    mutating func reserve(_ fresh: Int) {
        guard fresh > 1 else { return }
        byProbe.reserveCapacity(byProbe.count + fresh)
        byNumber.reserveCapacity(byNumber.count + fresh)
    }

    /// Adds a probe, at its own place between the others.
    mutating func add(
        _ probe: Probe, interval: Duration, at place: Place, now: MonotonicTime
    ) -> ScheduledProbe {
        lastNumber += 1
        // Multiples of the golden ratio are evenly distributed for any number of probes.
        let turns = Double(lastNumber) * 0.618_033_988_749_894_9
        let fraction = turns - turns.rounded(.down)
        let first =
            min(interval, place.warmUp) * (Double(place.number) + fraction) / Double(place.count)
        let fresh = ScheduledProbe(
            probe, number: lastNumber, interval: interval, fraction: fraction, first: now + first,
            now: now)
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
