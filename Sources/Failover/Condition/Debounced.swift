/// A condition that counts after it has held for a time, and ends after it was over for as long.
struct Debounced {
    /// Whether the condition counts.
    private(set) var isHolding = false
    private var change: ContinuousClock.Instant?

    /// Records an observation.
    ///
    /// - Parameter delay: the time for which a change has to last.
    mutating func update(
        _ isTrue: Bool, delay: Duration, at now: ContinuousClock.Instant = .now
    ) {
        guard isTrue != isHolding else {
            change = nil
            return
        }
        let since = change ?? now
        change = since
        guard now - since >= delay else { return }
        isHolding = isTrue
        change = nil
    }
}
