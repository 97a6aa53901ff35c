/// How far an inquiry of the kind "N connects, then one negotiate" is.
///
/// While the conversation is under way, a connection that succeeds says nothing: it would bring up
/// again what the conversation has found to be down. After a failed conversation the next one comes
/// at the next connection.
struct Round {
    private var connects = 0
    private var hasFailed = false
    private(set) var isNegotiating = false

    /// Takes note of a connection; true when a conversation is due now.
    mutating func connected(limit: Int, isDown: Bool) -> Bool {
        guard connects >= limit || hasFailed || isDown else {
            connects += 1
            return false
        }
        connects = 0
        isNegotiating = true
        return true
    }

    /// The conversation is over; nil: it was cancelled.
    mutating func ended(with result: ProbeResult?) {
        isNegotiating = false
        guard let result, result.outcome != .inconclusive else { return }
        hasFailed = !result.isPassed
    }
}
