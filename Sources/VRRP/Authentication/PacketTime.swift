/// The number of a packet in its trailer: the date at which it was signed, and a counter.
///
/// Numbers are compared as RFC 1982 has it, so that the overflow of the seconds in 2106 has no
/// effect. **Source:** `next_seq` and `seq_after` of keepalived.
struct PacketTime: Sendable, Hashable {
    /// Seconds since 1970 in 32 bits, a fraction of a second in 16 bits, and the counter.
    let rawValue: UInt64

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The number of a date, as the time since 1970.
    init(date: Duration) {
        let (seconds, attoseconds) = date.components
        let nanoseconds = UInt64(clamping: attoseconds / 1_000_000_000)
        rawValue =
            UInt64(UInt32(truncatingIfNeeded: seconds)) << 32
            | (nanoseconds << 16 / 1_000_000_000) << 16
    }

    /// The next number of the same date; the counter carries into the date.
    var next: PacketTime { PacketTime(rawValue: rawValue &+ 1) }

    func isAfter(_ other: PacketTime) -> Bool {
        Int64(bitPattern: rawValue &- other.rawValue) > 0
    }

    /// The seconds from another number to this one.
    func seconds(since other: PacketTime) -> Int32 {
        Int32(bitPattern: UInt32(rawValue >> 32) &- UInt32(other.rawValue >> 32))
    }

    /// Whether the dates of two numbers differ by no more than a window.
    func isNear(_ other: PacketTime, within window: Duration) -> Bool {
        let limit = Int32(clamping: window.components.seconds)
        return (-limit...limit).contains(seconds(since: other))
    }
}
