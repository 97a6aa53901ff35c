import Dispatch

extension ProbeRunner {
    /// A reply that is to be compared with a regular expression.
    struct Comparison {
        let attempt: UInt64
        let pattern: Pattern
        let bytes: [UInt8]
        let passed: Finding
        let otherwise: Finding
    }

    /// Compares elsewhere: an expression may take long, and it can't be interrupted.
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
            // Not a task: an expression that never ends would take a thread away from all others.
            matcher.async { [poll] in
                let isMatch = next.pattern.matches(next.bytes)
                poll.signal()
                Task { await self.matched(next, isMatch, on: matcher) }
            }
        }
    }

    private func matched(_ comparison: Comparison, _ isMatch: Bool, on matcher: DispatchQueue) {
        poll.consume()
        matchers.append(matcher)
        if let attempt = attempts[comparison.attempt] {
            conclude(attempt, isMatch ? comparison.passed : comparison.otherwise)
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
