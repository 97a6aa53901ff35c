import Model
import Planning

/// What became of each step, as an operator reads it.
struct OutcomeText {
    private let outcomes: [Outcome]

    init(_ outcomes: [Outcome]) {
        self.outcomes = outcomes
    }

    /// Prints a line a step, failures on standard error, and the count.
    func print() {
        var lines: [String] = []
        var failed = 0
        for outcome in outcomes {
            switch outcome.result {
            case .done: lines.append(outcome.step.description)
            case .alreadySo: lines.append("\(outcome.step.description)  (was so already)")
            case .failed(let failure):
                failed += 1
                standardError("error: \(failure)")
            case .skipped(let reason):
                failed += 1
                standardError("skipped: \(outcome.step.description): \(reason)")
            }
        }
        let done = outcomes.count - failed
        lines.append(
            outcomes.isEmpty
                ? "Nothing to do."
                : "Applied \(counted(done, "step"))\(failed == 0 ? "" : ", \(failed) failed").")
        write(lines.joined(separator: "\n") + "\n", to: 1)
    }
}
