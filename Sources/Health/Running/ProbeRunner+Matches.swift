import Dispatch
import Expressions

extension ProbeRunner {
    /// A reply that is to be compared with a regular expression.
    struct Comparison {
        let attempt: UInt64
        let pattern: Pattern
        let bytes: [UInt8]
        let passed: Finding
        let otherwise: Finding

        /// The conclusion from a search.
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

    /// Compares elsewhere: an expression may take a while, and can't be interrupted before its
    /// limit.
    func match(_ attempt: Attempt, _ comparison: Comparison) {
        closeSocket(attempt)
        attempt.matching = .waiting
        comparisons.append(comparison)
        startMatching()
    }

    /// Starts what waits, as far as the limit allows; those whose time is over are left out.
    private func startMatching() {
        while let matcher = matchers.last, !comparisons.isEmpty {
            let next = comparisons.removeFirst()
            guard let attempt = attempts[next.attempt] else { continue }
            attempt.matching = .working
            matchers.removeLast()
            // Not a task: it would take a thread away from all others.
            matcher.async {
                let match = next.pattern.search(next.bytes)
                self.send { $0.matched(next, match, on: matcher) }
            }
        }
    }

    private func matched(
        _ comparison: Comparison, _ match: Expression.Match, on matcher: DispatchQueue
    ) {
        matchers.append(matcher)
        if let attempt = attempts[comparison.attempt] {
            conclude(attempt, comparison.finding(match))
        }
        startMatching()
    }
}

extension Attempt {
    /// How far the comparison with a regular expression is.
    enum Matching {
        /// Others are at work.
        case waiting
        /// It is at work.
        case working

        /// What is concluded when the time is over.
        var expired: Finding {
            switch self {
            case .waiting: .inconclusive(.match, seen: "other expressions took all the time")
            case .working: .failed(.match, expected: "a match in time", seen: "none yet")
            }
        }
    }
}
