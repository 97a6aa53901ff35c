/// A moment of the clock that the caller reads.
///
/// The clock must not follow corrections of the date, and must count while the machine is
/// suspended: `CLOCK_BOOTTIME` of Linux. The election then notices that a virtual machine was
/// stopped.
public struct Moment: Sendable, Hashable, Comparable {
    /// Time since the zero of the clock.
    public var sinceZero: Duration

    /// Creates a moment.
    public init(_ sinceZero: Duration) {
        self.sinceZero = sinceZero
    }

    /// The earlier moment first.
    public static func < (left: Moment, right: Moment) -> Bool {
        left.sinceZero < right.sinceZero
    }

    /// A later moment.
    public static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(moment.sinceZero + duration)
    }

    /// An earlier moment.
    public static func - (moment: Moment, duration: Duration) -> Moment {
        Moment(moment.sinceZero - duration)
    }

    /// The time from the right moment to the left one.
    public static func - (left: Moment, right: Moment) -> Duration {
        left.sinceZero - right.sinceZero
    }
}
