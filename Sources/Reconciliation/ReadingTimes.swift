import Model

/// The times at which the counters of services were read last.
///
/// A small table is read as a whole, a large one in slices.
struct ReadingTimes: Sendable {
    /// The time of the last look at everything, in milliseconds since 1970; nil: there was none.
    private var whole: Int64?
    /// The times of services that were read since.
    private var parts: [ServiceKey: Int64] = [:]

    /// Records a look.
    mutating func note(_ scope: Scope, at time: Int64) {
        if scope == .everything {
            whole = time
            parts.removeAll(keepingCapacity: true)
        }
        for key in scope.services { parts[key] = time }
    }

    /// Returns the time at which a service was read; nil: it was not.
    func time(of key: ServiceKey) -> Int64? { parts[key] ?? whole }
}
