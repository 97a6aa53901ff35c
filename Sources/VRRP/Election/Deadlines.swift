/// The moments at which the election has to act.
struct Deadlines: Sendable {
    /// Backup: the active node counts as silent.
    var down: Moment?
    /// The next advertisement or report.
    var pulse: Moment?
    /// The next repetition of an offer, a takeover or a resignation.
    var retry: Moment?
    var announcements: [Moment] = []
    var handover: Moment?
    var takeover: Moment?
    var resignation: Moment?

    var next: Moment? {
        [down, pulse, retry, announcements.first, handover, takeover, resignation]
            .compactMap { $0 }.min()
    }
}
