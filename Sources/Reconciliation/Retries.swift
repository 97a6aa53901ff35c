import Model

/// What failed, and when it is tried again: a pure machine.
///
/// Waiting doubles with each failure of one object. A success forgets it; so does a new document.
public struct Retries: Sendable {
    /// The first wait.
    ///
    /// **Unit:** milliseconds.
    static let firstWait: Int64 = 1_000
    /// The longest wait.
    ///
    /// **Unit:** milliseconds.
    static let longestWait: Int64 = 60_000

    /// What failed, by object.
    public private(set) var entries: [StepSubject: Entry] = [:]

    /// One object's failure.
    public struct Entry: Sendable, Hashable {
        /// The step that failed last.
        public var step: Step
        /// What the host said.
        public var failure: HostFailure
        /// How often it failed in a row.
        public var attempts: Int
        /// Not tried before.
        public var notBefore: Moment
    }

    /// Nothing has failed.
    public init() {}

    /// Whether the step may be tried now: neither its object waits, nor what that builds on.
    public func isReady(_ step: Step, at now: Moment) -> Bool {
        if entries.isEmpty { return true }
        return ([step.subject] + step.requires).allSatisfy {
            (entries[$0]?.notBefore ?? now) <= now
        }
    }

    /// Takes in what became of steps.
    ///
    /// Skipped steps are no failures of their own.
    ///
    /// **Shape:** the outcomes of objects that failed for the first time, and those that recovered.
    public mutating func record(
        _ outcomes: [Outcome], at now: Moment
    ) -> (failed: [Outcome], recovered: [Outcome]) {
        var failed: [Outcome] = []
        var recovered: [Outcome] = []
        for outcome in outcomes {
            let subject = outcome.step.subject
            switch outcome.result {
            case .done, .alreadySo:
                if entries.removeValue(forKey: subject) != nil { recovered.append(outcome) }
            case .failed(let failure):
                let attempts = (entries[subject]?.attempts ?? 0) + 1
                if attempts == 1 { failed.append(outcome) }
                entries[subject] = Entry(
                    step: outcome.step, failure: failure, attempts: attempts,
                    notBefore: Moment(milliseconds: now.milliseconds + Self.wait(attempts)))
            case .skipped:
                break
            }
        }
        return (failed, recovered)
    }

    private static func wait(_ attempts: Int) -> Int64 {
        min(longestWait, firstWait << Int64(min(attempts - 1, 16)))
    }

    /// Announcements that failed, of addresses that are here and are to stay.
    ///
    /// The kernel does not know what the neighbours know, so no plan asks for them again.
    func announcements(stillRightFor pass: Pass) -> [Step] {
        entries.values.map(\.step).filter { step in
            guard case .address(.announce(let address)) = step,
                pass.desired.addresses?.contains(where: { $0.place == address.place }) == true
            else { return false }
            return pass.observed.addresses[address] != nil && !pass.plan.steps.contains(step)
        }
    }

    /// Forgets the failures of objects that the plan no longer asks anything of.
    public mutating func forget(except steps: [Step], in scope: Scope) {
        if entries.isEmpty { return }
        let asked = Set(steps.map(\.subject))
        entries = entries.filter { subject, _ in
            if asked.contains(subject) { return true }
            return !scope.covers(subject)
        }
    }

    /// When the next failed step may be tried, after this moment; nil: nothing waits.
    public func next(after moment: Moment) -> Moment? {
        entries.values.lazy.map(\.notBefore).filter { $0 > moment }.min()
    }
}
