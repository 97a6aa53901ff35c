/// A reading of the counters of a subject.
public struct SeriesReading: Sendable, Hashable {
    /// The time of the reading.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// Open connections.
    public var active: UInt32
    /// Other connections, or queued requests of a proxy.
    public var waiting: UInt32
    /// Counters since a reset.
    public var counters: SeriesCounters

    /// Creates a reading.
    ///
    /// - Parameter counters: those that the layout has, in the order of its columns.
    public init(time: Int64, active: Int, waiting: Int, counters: SeriesCounters) {
        self.time = time
        self.active = UInt32(clamping: active)
        self.waiting = UInt32(clamping: waiting)
        self.counters = counters
    }
}
