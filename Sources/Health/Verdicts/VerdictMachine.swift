import Model

/// The verdict on one server of one service: results in, transitions out.
///
/// A value: it reads no clock and starts nothing. A verdict changes after ``ServerCheck/fall``
/// failures or ``ServerCheck/rise`` passes in a row; a server that was never checked takes the
/// verdict of its first result. A result that says nothing changes no verdict and breaks no row.
///
/// **Trial:** a server that came up is on trial until it has passed ``trial`` checks in a row, or
/// `rise` where that is more. It works, but does not replace servers that are proven.
///
/// **Flap damping:** each time that a server fails soon after it came up, the number of passes that
/// it needs doubles, up to ``riseLimit``. ``calm`` passes in a row while it is up halve it again.
public struct VerdictMachine: Sendable, Hashable, Codable {
    /// What is known of the server.
    public private(set) var verdict: Verdict
    /// Results in a row that contradict the verdict.
    public private(set) var contradictions: Int
    /// Passes in a row while it is up, as far as they count: at most ``calm``.
    public private(set) var steadiness: Int
    /// How often the number of passes that it needs has doubled.
    public private(set) var flaps: Int
    /// The latest results, newest last.
    ///
    /// **Shape:** at most ``memory``.
    public private(set) var results: CheckHistory

    /// Passes in a row that end a trial, so that it lasts for two intervals at least.
    public static let trial = 3
    /// How many results are kept.
    public static let memory = 20
    /// Passes in a row after which a server has been up for long enough.
    public static let calm = 20
    /// The most passes that damping asks for, unless `rise` itself is more.
    public static let riseLimit = 32

    /// A server that was never checked.
    ///
    /// - Parameter time: milliseconds since 1970.
    public init(at time: Int64) {
        verdict = Verdict(.unknown, since: time, reason: "not checked yet")
        contradictions = 0
        steadiness = 0
        flaps = 0
        results = CheckHistory()
    }

    /// The same verdict, and how it was come by forgotten.
    var withoutResults: VerdictMachine {
        var machine = self
        machine.results = CheckHistory()
        return machine
    }

    /// A verdict that became another.
    public struct Transition: Sendable, Hashable {
        /// What it was.
        public var old: Verdict
        /// What it is.
        public var new: Verdict
    }

    /// Takes the next result in; the transition, if this one brings it about.
    public mutating func take(_ result: CheckResult, of check: ServerCheck) -> Transition? {
        results.append(result, limit: Self.memory)
        guard result.outcome != .inconclusive else {
            verdict.inconclusive += 1
            return nil
        }
        verdict.inconclusive = 0
        switch (verdict.state, result.passed) {
        case (.unknown, _):
            return turn(to: result, after: 1, check)
        case (.up, true):
            contradictions = 0
            grow(steadier: check)
            let old = verdict
            if let passes = verdict.trial { verdict.trial = trial(after: passes + 1, check) }
            weigh(result)
            return verdict.means(old) ? nil : Transition(old: old, new: verdict)
        case (.down, false):
            contradictions = 0
            verdict.reason = result.reason
            return nil
        case (.up, false):
            return contradict(with: result, limit: check.fall, check)
        case (.down, true):
            return contradict(with: result, limit: passesNeeded(by: check), check)
        }
    }

    /// Passes in a row that bring the server up again.
    public func passesNeeded(by check: ServerCheck) -> Int {
        max(check.rise, min(check.rise << flaps, Self.riseLimit))
    }

    private func trial(after passes: Int, _ check: ServerCheck) -> Int? {
        passes < max(check.rise, Self.trial) ? passes : nil
    }

    private mutating func contradict(
        with result: CheckResult, limit: Int, _ check: ServerCheck
    ) -> Transition? {
        contradictions += 1
        steadiness = 0
        guard contradictions >= limit else {
            if verdict.trial != nil { verdict.trial = 0 }
            return nil
        }
        return turn(to: result, after: contradictions, check)
    }

    private mutating func turn(
        to result: CheckResult, after passes: Int, _ check: ServerCheck
    ) -> Transition {
        let old = verdict
        verdict = Verdict(
            result.passed ? .up : .down, since: result.time, reason: result.reason,
            weight: result.passed ? result.weight : nil)
        if result.passed { verdict.trial = trial(after: passes, check) }
        // A server that fails for the first time since it was calm is no flapping one.
        if old.state == .up, !result.passed, isRisen { flaps = min(flaps + 1, Self.flapLimit) }
        if result.passed { isRisen = old.state == .down }
        contradictions = 0
        steadiness = 0
        return Transition(old: old, new: verdict)
    }

    /// The check may say another weight each time.
    private mutating func weigh(_ result: CheckResult) {
        guard verdict.weight != result.weight else { return }
        verdict.weight = result.weight
        verdict.reason = result.reason
    }

    private mutating func grow(steadier check: ServerCheck) {
        steadiness += 1
        guard steadiness >= Self.calm else { return }
        steadiness = 0
        isRisen = false
        flaps = max(0, flaps - 1)
    }

    /// Whether it came up after being down, and has not been up for long since.
    private var isRisen = false
    /// Doublings beyond this number reach ``riseLimit`` from any `rise`.
    private static let flapLimit = 5
}
