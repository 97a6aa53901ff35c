import Glibc
import Model
import Planning

/// The outcome of each step, in an operator's words.
struct OutcomeText {
    private let outcomes: [Outcome]
    private let isComplete: Bool

    /// - Parameter isComplete: whether the host is now in the desired state.
    init(_ outcomes: [Outcome], isComplete: Bool = true) {
        self.isComplete = isComplete
        self.outcomes = outcomes
    }

    /// Prints one line for each step in order, failures on standard error, and the count.
    func print() {
        var lines: [String] = []
        var failed = 0
        var skipped = 0
        func flush() {
            if !lines.isEmpty { write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO) }
            lines = []
        }
        for outcome in outcomes {
            switch outcome.result {
            case .done: lines.append(outcome.step.description)
            case .alreadySo: lines.append("\(outcome.step.description)  (was so already)")
            case .failed(let failure):
                failed += 1
                flush()
                standardError("error: \(failure)")
            case .skipped(let reason):
                skipped += 1
                flush()
                standardError("skipped: \(outcome.step.description): \(reason)")
            }
        }
        let done = outcomes.count - failed - skipped
        lines.append(
            outcomes.isEmpty
                ? (isComplete ? "Nothing to do." : "Nothing could be done.")
                : "Applied \(counted(done, "step"))\(failed == 0 ? "" : ", \(failed) failed")"
                    + "\(skipped == 0 ? "" : ", \(skipped) skipped").")
        flush()
    }
}
