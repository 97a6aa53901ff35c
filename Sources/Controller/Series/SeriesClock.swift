/// The decision whether the wall clock can be trusted: a wrong time in a round-robin file hides all
/// samples up to that time.
///
/// A step forward is believed once it has lasted; a step back at once.
struct SeriesClock: Sendable {
    /// The wall clock less the time since boot; nil: not known yet.
    private var offset: Int64?
    /// The other one since a step forward, with the time since boot of its first look; nil: none.
    private var candidate: (offset: Int64, since: Int64)?

    /// A correction of the clock that is no step.
    ///
    /// **Unit:** milliseconds.
    private static let tolerance: Int64 = 60_000
    /// The time for which a step forward must last.
    ///
    /// **Unit:** milliseconds.
    static let patience: Int64 = 300_000

    /// Whether samples can be taken now.
    ///
    /// - Parameters:
    ///   - wall: milliseconds since 1970.
    ///   - boot: milliseconds since boot.
    mutating func isTrusted(wall: Int64, boot: Int64) -> Bool {
        let now = wall - boot
        guard let known = offset, now - known > Self.tolerance else {
            offset = now
            candidate = nil
            return true
        }
        guard let waiting = candidate, abs(now - waiting.offset) <= Self.tolerance else {
            candidate = (now, boot)
            return false
        }
        guard boot - waiting.since >= Self.patience else { return false }
        offset = now
        candidate = nil
        return true
    }
}
