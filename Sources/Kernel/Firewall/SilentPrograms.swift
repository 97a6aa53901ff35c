import Model

/// Programs that were killed because they did not answer.
///
/// Each attempt to read holds the loop for as long as a program may be silent, so the next one
/// follows after a while. Loads have pauses of their own.
struct SilentPrograms {
    private var found: [String: (failure: HostFailure, time: ContinuousClock.Instant)] = [:]

    /// The time after which a program is tried again.
    static let pause = Duration.seconds(60)

    /// Returns the failure of a program that was silent lately; nil: it can be tried.
    func failure(of program: String, at now: ContinuousClock.Instant = .now) -> HostFailure? {
        guard let found = found[program], now - found.time < Self.pause else { return nil }
        return found.failure
    }

    /// Records the end of a program.
    ///
    /// - Parameter failure: nil: it has answered.
    mutating func note(
        _ failure: HostFailure?, of program: String, at now: ContinuousClock.Instant = .now
    ) {
        found[program] = nil
        guard let failure, failure.reason == ProgramRun.silence else { return }
        found[program] = (failure, now)
    }
}
