import Model

/// The servers that use one probe for the same question at the same intervals.
///
/// A probe may have several uses: it has the shortest of their intervals, and each use skips the
/// results that arrive too early for its own.
struct ProbeUse<Settings: ProbeSettings>: Sendable {
    /// The settings of one of the servers.
    let terms: ProbeTerms<Settings>
    /// The servers.
    ///
    /// **Shape:** never empty between two documents.
    private(set) var servers = ServerGroup()
    /// Time of the last result that counted while the probe had several uses.
    private var answered: ContinuousClock.Instant?
    /// Progress of a check with negotiations.
    private var round = Round()

    /// The treatment of a result.
    enum Treatment {
        /// It counts.
        case apply
        /// A negotiation follows, whose result counts instead.
        case negotiate
        /// It is ignored.
        case ignore
    }

    init(_ terms: ProbeTerms<Settings>) {
        self.terms = terms
    }

    /// The settings of one of the servers.
    var settings: Settings { terms.settings }

    mutating func insert(_ server: ServerID) { servers.insert(server) }

    mutating func remove(_ server: ServerID) { servers.remove(server) }

    /// Whether a result counts for this use; if so, its time is recorded.
    ///
    /// - Parameters:
    ///   - period: the interval of this use.
    ///   - shortest: the interval of the probe, which must not speed up the counting of failures.
    mutating func isDue(
        every period: Duration, of shortest: Duration, at now: ContinuousClock.Instant
    ) -> Bool {
        // A start may be slightly early; intervals of two uses differ by more than 5 %.
        if period > shortest, let answered, now - answered < period * 0.95 { return false }
        answered = now
        return true
    }

    /// Returns the treatment of a result.
    ///
    /// - Parameter isDown: whether any of the servers is down.
    mutating func treatment(of result: CheckResult, isDown: Bool) -> Treatment {
        guard let limit = settings.connects, result.isPassed else { return .apply }
        if round.isNegotiating { return .ignore }
        return round.connected(limit: limit, isDown: isDown) ? .negotiate : .apply
    }

    /// Records the end of a negotiation; nil: it was cancelled.
    mutating func negotiationEnded(with result: CheckResult?) { round.ended(with: result) }
}
