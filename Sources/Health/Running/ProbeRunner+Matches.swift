import Dispatch
import Expressions
import Model

extension ProbeRunner {
    /// A reply that must be compared with a regular expression.
    struct Comparison {
        let attempt: UInt64
        let pattern: Pattern
        let bytes: [UInt8]
        let passed: Finding
        let otherwise: Finding

        /// The conclusion of a search.
        func finding(_ match: Expression.Match) -> Finding {
            switch match {
            case .found: return passed
            case .absent: return otherwise
            case .stopped(let limit):
                var finding = otherwise
                finding.seen = "an answer on which the expression takes more than \(limit)"
                return finding
            }
        }
    }

    /// Compares on another thread: an expression may take long, and cannot be interrupted before
    /// its limit.
    func match(_ attempt: Attempt, _ comparison: Comparison) {
        closeSocket(attempt)
        attempt.matching = .waiting
        matchers.append(comparison)
        startMatching()
    }

    /// Starts waiting comparisons up to the limit; expired ones are skipped.
    private func startMatching() {
        while let next = matchers.next(where: { attempts[$0.attempt] != nil }) {
            attempts[next.comparison.attempt]?.matching = .working
            // Not a task, which would block a thread of the shared pool.
            next.thread.async {
                let match = next.comparison.pattern.search(next.comparison.bytes)
                self.send { $0.matched(next.comparison, match, on: next.thread) }
            }
        }
    }

    private func matched(
        _ comparison: Comparison, _ match: Expression.Match, on thread: DispatchQueue
    ) {
        matchers.release(thread)
        if let attempt = attempts[comparison.attempt] {
            conclude(attempt, comparison.finding(match))
        }
        startMatching()
    }
}

extension Attempt {
    /// Progress of a comparison with a regular expression.
    enum Matching {
        /// Queued behind other comparisons.
        case waiting
        /// Running.
        case working

        /// The conclusion at the deadline.
        var expired: Finding {
            switch self {
            case .waiting: .inconclusive(.match, seen: "other expressions took all the time")
            case .working: .failed(.match, expected: "a match in time", seen: "none yet")
            }
        }
    }
}
