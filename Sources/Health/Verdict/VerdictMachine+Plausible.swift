import Model

extension VerdictMachine {
    /// Whether the numbers of a stored state are within their ranges.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func isPlausible(at now: Int64) -> Bool {
        // A clock that was set back by up to a day is tolerated.
        let times = 0...(now + 86_400_000)
        let counts = 0...1_000_000_000
        return times.contains(verdict.since) && results.allSatisfy { times.contains($0.time) }
            && [contradictions, steadiness, flaps, verdict.inconclusive, verdict.trial ?? 0]
                .allSatisfy(counts.contains)
            && (0...253).contains(verdict.weight ?? 0)
    }
}
