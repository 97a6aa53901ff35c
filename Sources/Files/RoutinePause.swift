/// The pauses of routine work, such as looks once a second.
///
/// They end at whole seconds since the start of the program, all at the same moments: an idle
/// program then wakes once for several of them. Each wake-up costs more than most looks.
public enum RoutinePause {
    private static let start = ContinuousClock.now
    private static let beat = Duration.seconds(1)

    /// Waits about this long: until the whole second nearest to the end of the time, at least half
    /// a second.
    ///
    /// **Errors:** `CancellationError`.
    public static func wait(_ time: Duration) async throws {
        let end = end(of: time, at: ContinuousClock.now - start)
        try await Task.sleep(until: start + end, clock: .continuous)
    }

    /// Returns the end of a pause that begins at this time.
    static func end(of time: Duration, at now: Duration) -> Duration {
        let nearest = Int(((now + max(time, beat)) / beat).rounded())
        return beat * nearest
    }
}
