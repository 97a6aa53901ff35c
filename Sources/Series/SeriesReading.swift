/// A reading of the counters of a subject.
public struct SeriesReading: Sendable, Hashable {
    /// The time of the reading.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// Open connections.
    public var active: UInt64
    /// Other connections, or queued requests of a proxy.
    public var waiting: UInt64
    /// Counters since a reset: connections, bytes from and to clients, packets from and to clients.
    public var counters: SIMD8<UInt64>

    /// Creates a reading.
    ///
    /// - Parameter counters: those that the layout has, in the order of its columns.
    public init(time: Int64, active: UInt64, waiting: UInt64, counters: [UInt64]) {
        self.time = time
        self.active = active
        self.waiting = waiting
        self.counters = SIMD8()
        for (place, counter) in counters.prefix(6).enumerated() { self.counters[place] = counter }
    }
}
