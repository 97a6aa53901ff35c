import Model

/// Programs that were killed because they did not answer.
///
/// Each attempt to read holds the loop for as long as a program may be silent, so the next one
/// follows after a while, also of another program: all of them wait for the same lock of the
/// kernel. Loads have pauses of their own.
struct SilentPrograms {
    private var found: [String: (failure: HostFailure, time: ContinuousClock.Instant)] = [:]

    /// The time after which a program is tried again.
    static let pause = Duration.seconds(60)

    /// The failure of a program that was silent lately; nil: all can be tried.
    func failure(at now: ContinuousClock.Instant = .now) -> HostFailure? {
        found.values.first { now - $0.time < Self.pause }?.failure
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
