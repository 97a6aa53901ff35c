import Model
import Reconciliation

/// The status at one moment, which pages and requests share.
struct StatusMoment: Sendable {
    /// The loop, with the verdicts of that moment.
    let snapshot: LoopSnapshot
    /// The complete status without its services.
    let frame: Status
    /// The status with a line for each service.
    let brief: BriefStatus
    /// The events by their words.
    let events: EventIndex

    /// Creates the status of a moment.
    ///
    /// - Parameters:
    ///   - brief: the complete one, before its end.
    ///   - now: milliseconds since 1970.
    init(_ snapshot: LoopSnapshot, _ brief: BriefStatus, now: Int64) {
        self.snapshot = snapshot
        frame = brief.status
        var brief = brief
        brief.finish(now: now)
        self.brief = brief
        events = EventIndex(snapshot.events)
    }

    /// The number of the latest event, which each accepted document and each pass with steps adds.
    var mark: Int { snapshot.events.last?.number ?? 0 }
}
