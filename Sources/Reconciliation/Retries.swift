import Model

/// Failed steps and the times of their retries: a pure state machine.
///
/// The delay doubles with each failure of an object. A success or a new document removes it.
public struct Retries: Sendable {
    /// The delay after the first failure.
    ///
    /// **Unit:** milliseconds.
    static let firstWait: Int64 = 1_000
    /// The longest delay.
    ///
    /// **Unit:** milliseconds.
    static let longestWait: Int64 = 60_000

    /// The failures by object.
    public private(set) var entries: [StepSubject: Entry] = [:]

    /// One object's failure.
    public struct Entry: Sendable, Hashable {
        /// The step that failed last.
        public var step: Step
        /// The failure.
        public var failure: HostFailure
        /// The number of consecutive failures.
        public var attempts: Int
        /// The time of the next retry.
        public var notBefore: Moment
    }

    /// Creates an empty list.
    public init() {}

    /// Whether neither the object of the step nor its requirements wait for a retry.
    public func isReady(_ step: Step, at now: Moment) -> Bool {
        if entries.isEmpty { return true }
        return ([step.subject] + step.requires).allSatisfy {
            (entries[$0]?.notBefore ?? now) <= now
        }
    }

    /// Records the outcomes of steps.
    ///
    /// Skipped steps do not count as failures.
    ///
    /// **Shape:** the outcomes of new failures, and those of recoveries.
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

    /// Returns failed announcements of addresses that are present and desired.
    ///
    /// The kernel does not know the tables of neighbours, so no plan has them again.
    func announcements(stillRightFor pass: Pass) -> [Step] {
        entries.values.map(\.step).filter { step in
            guard case .address(.announce(let address)) = step,
                pass.desired.addresses?.contains(where: { $0.place == address.place }) == true
            else { return false }
            return pass.observed.addresses[address] != nil && !pass.plan.steps.contains(step)
        }
    }

    /// Removes the failures of objects without a step in the plan.
    public mutating func forget(except steps: [Step], in scope: Scope) {
        if entries.isEmpty { return }
        let asked = Set(steps.map(\.subject))
        entries = entries.filter { subject, _ in
            if asked.contains(subject) { return true }
            return !scope.covers(subject)
        }
    }

    /// Returns the time of the next retry after this moment; nil: none.
    public func next(after moment: Moment) -> Moment? {
        entries.values.lazy.map(\.notBefore).filter { $0 > moment }.min()
    }
}
