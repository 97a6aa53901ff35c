import Model

/// Progress of a check of the kind "N connects, then one negotiate".
///
/// During a negotiation a successful connection is ignored, because it would mark a server up again
/// that the negotiation has found to be down. After a failed negotiation the next one follows the
/// next connection.
struct Round {
    private var connects = 0
    private var hasFailed = false
    private(set) var isNegotiating = false

    /// Counts a connection; true when a negotiation is due.
    mutating func connected(limit: Int, isDown: Bool) -> Bool {
        guard connects >= limit || hasFailed || isDown else {
            connects += 1
            return false
        }
        connects = 0
        isNegotiating = true
        return true
    }

    /// Records the end of a negotiation; nil: it was cancelled.
    mutating func ended(with result: CheckResult?) {
        isNegotiating = false
        guard let result, result.outcome != .inconclusive else { return }
        hasFailed = !result.isPassed
    }
}
