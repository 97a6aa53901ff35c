import Model

extension VerdictMachine {
    /// Whether the numbers can be those of a history that this program wrote.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func isPlausible(at now: Int64) -> Bool {
        // The clock may have been set back since, by a day at most.
        let times = 0...(now + 86_400_000)
        let counts = 0...1_000_000_000
        return times.contains(verdict.since) && results.allSatisfy { times.contains($0.time) }
            && [contradictions, steadiness, flaps, verdict.inconclusive, verdict.trial ?? 0]
                .allSatisfy(counts.contains)
    }
}
