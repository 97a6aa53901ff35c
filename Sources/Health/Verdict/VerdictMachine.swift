import Model

/// The verdict of one server of a service: results in, transitions out.
///
/// A value, without a clock or I/O. A verdict changes after ``ServerCheck/fall`` failures or
/// ``ServerCheck/rise`` passes in a row. A server that was never checked gets the verdict of its
/// first result. An inconclusive result changes no verdict and interrupts no row. A check without
/// its secret takes a server out, and brings none back.
///
/// **Trial:** a server that is up again is on trial until it has passed ``trial`` checks in a row,
/// or `rise` if that is more. It works, but does not replace proven servers.
///
/// **Flap damping:** each time that a server fails soon after it was up again, the number of passes
/// that it needs doubles, up to ``riseLimit``. ``calm`` passes in a row while it is up halve it.
public struct VerdictMachine: Sendable, Hashable, Codable {
    /// The current verdict.
    public private(set) var verdict: Verdict
    private var counts = Counts()
    /// The latest results, newest last.
    ///
    /// **Shape:** at most ``memory``.
    public private(set) var results: CheckHistory

    /// Consecutive passes that end a trial, so that it lasts for two intervals at least.
    public static let trial = 3
    /// Maximum number of stored results.
    public static let memory = 20
    /// Consecutive passes after which a server counts as stable.
    public static let calm = 20
    /// Maximum number of passes that damping requires, unless `rise` itself is more.
    public static let riseLimit = 32

    /// Creates the state of a server that was never checked.
    ///
    /// - Parameter time: milliseconds since 1970.
    public init(at time: Int64) {
        verdict = Verdict(.unknown, since: time, reason: "not checked yet")
        results = CheckHistory()
    }

    /// The counts of a server, in few bytes: there may be 100,000 servers.
    private struct Counts: Sendable, Hashable {
        var contradictions: Int32 = 0
        var steadiness: Int32 = 0
        var flaps: Int32 = 0
        /// Whether the server was down before, and is not stable yet.
        var isRisen = false
    }

    /// Consecutive results that contradict the verdict.
    public private(set) var contradictions: Int {
        get { Int(counts.contradictions) }
        set { counts.contradictions = Int32(clamping: newValue) }
    }
    /// Consecutive passes while the server is up, at most ``calm``.
    public private(set) var steadiness: Int {
        get { Int(counts.steadiness) }
        set { counts.steadiness = Int32(clamping: newValue) }
    }
    /// Number of times that the required passes have doubled.
    public private(set) var flaps: Int {
        get { Int(counts.flaps) }
        set { counts.flaps = Int32(clamping: newValue) }
    }
    private var isRisen: Bool {
        get { counts.isRisen }
        set { counts.isRisen = newValue }
    }

    /// A copy without its check history.
    var withoutResults: VerdictMachine {
        var machine = self
        machine.results = CheckHistory()
        return machine
    }

    /// A change of the verdict.
    public struct Transition: Sendable, Hashable {
        /// The old verdict.
        public var old: Verdict
        /// The new verdict.
        public var new: Verdict
    }

    /// Applies the next result; returns the transition that it causes, if any.
    public mutating func apply(_ result: CheckResult, of check: ServerCheck) -> Transition? {
        results.append(result, limit: Self.memory)
        guard result.outcome != .inconclusive else {
            verdict.inconclusive += 1
            return nil
        }
        verdict.inconclusive = 0
        switch (verdict.state, result.isPassed) {
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
        case (.down, true) where check.isReduced:
            contradictions = 0
            verdict.reason = "it accepts connections; the secret of its check can't be read"
            return nil
        case (.up, false):
            return contradict(with: result, limit: check.fall, check)
        case (.down, true):
            return contradict(with: result, limit: passesNeeded(by: check), check)
        }
    }

    /// Number of consecutive passes after which the server is up again.
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
            result.isPassed ? .up : .down, since: result.time, reason: result.reason,
            weight: result.isPassed ? result.weight : nil)
        if result.isPassed { verdict.trial = trial(after: passes, check) }
        // The first failure since the server was stable is no flap.
        if old.state == .up, !result.isPassed, isRisen { flaps = min(flaps + 1, Self.flapLimit) }
        if result.isPassed { isRisen = old.state == .down }
        contradictions = 0
        steadiness = 0
        return Transition(old: old, new: verdict)
    }

    /// Updates the weight, which each check may change.
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

    /// Doublings beyond this number reach ``riseLimit`` from any `rise`.
    private static let flapLimit = 5
}

extension VerdictMachine {
    private enum CodingKeys: CodingKey {
        case verdict, contradictions, steadiness, flaps, results, isRisen
    }

    /// Decodes a state; numbers beyond every limit are not plausible.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        verdict = try values.decode(Verdict.self, forKey: .verdict)
        results = try values.decode(CheckHistory.self, forKey: .results)
        contradictions = try values.decode(Int.self, forKey: .contradictions)
        steadiness = try values.decode(Int.self, forKey: .steadiness)
        flaps = try values.decode(Int.self, forKey: .flaps)
        isRisen = try values.decode(Bool.self, forKey: .isRisen)
    }

    /// Encodes the state.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(verdict, forKey: .verdict)
        try values.encode(contradictions, forKey: .contradictions)
        try values.encode(steadiness, forKey: .steadiness)
        try values.encode(flaps, forKey: .flaps)
        try values.encode(results, forKey: .results)
        try values.encode(isRisen, forKey: .isRisen)
    }
}
