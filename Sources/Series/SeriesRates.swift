/// The latest readings of all series, of which rates are made.
///
/// A pure state machine. A counter that is lower than before was reset: a service was added again,
/// a worker was replaced, or 32 bits have overflown. The rate of that time is unknown, so that no
/// graph has a peak that never was.
public struct SeriesRates: Sendable {
    private var latest: [SeriesID: SeriesReading] = [:]

    /// The longest time between two readings of which a rate is made.
    ///
    /// **Unit:** milliseconds.
    static let longest: Int64 = 3_600_000

    /// Creates a memory without readings.
    public init() {}

    /// Returns the values since the previous reading; nil: it is no later one.
    ///
    /// All values of a first reading are unknown: nothing is known about the time before.
    public mutating func values(
        of id: SeriesID, _ layout: SeriesLayout, _ reading: SeriesReading
    ) -> SeriesValues? {
        guard let former = latest.updateValue(reading, forKey: id) else { return SeriesValues() }
        let time = reading.time - former.time
        // A clock that was set back.
        if time < 0 { return nil }
        if time == 0 {
            latest[id] = former
            return nil
        }
        var values = SeriesValues()
        guard time <= Self.longest else { return values }
        values[0] = Float(reading.active)
        values[1] = Float(reading.waiting)
        for column in 2..<layout.columns.count {
            let (before, now) = (former.counters[column - 2], reading.counters[column - 2])
            if now >= before { values[column] = Float(Double(now - before) * 1000 / Double(time)) }
        }
        return values
    }

    /// Forgets all series but these; the next reading of a forgotten one is a first one.
    public mutating func keep(_ ids: Set<SeriesID>) {
        latest = latest.filter { ids.contains($0.key) }
    }

    /// Forgets all readings.
    public mutating func removeAll() {
        latest.removeAll()
    }
}
