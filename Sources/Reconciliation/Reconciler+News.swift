import Addresses
import Model

extension Reconciler {
    /// Learns something from another part of the controller.
    ///
    /// A pass follows only where the host should change.
    public func learn(_ news: News) {
        receive(knowledge.apply(news, now: surroundings.wallClock()))
    }

    /// Records an event of another part of the controller.
    public func tell(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        emit([EventDraft(kind, message, details)])
    }

    /// Uses the consequences of news.
    func receive(_ reception: Reception) {
        emit(reception.events)
        if let lost = reception.lostQuorums {
            do {
                try surroundings.keepQuorums(lost)
            } catch {
                emit([EventDraft(.failed, "\(error)")])
            }
        }
        if !reception.wake.isEmpty { wake(reception.wake) }
    }

    /// The servers that checks or agents report down and the operator wants online, a line each.
    public func serversDown() -> [String] { knowledge.serversDown() }

    /// The latest verdicts of the checks; nil: there are no checks.
    public var checkedVerdicts: Verdicts? { knowledge.verdicts }

    /// The latest readings of agents; nil: no agent is asked.
    public var knownFeedback: FeedbackReadings? { knowledge.feedback }

    /// Services whose holding page is served now.
    public var servedPages: Set<ServiceKey> { knowledge.pages.served }

    /// Services whose quorum is lost.
    public var servicesWithoutQuorum: Set<ServiceKey> { knowledge.lostQuorums }

    /// Whether neither the file nor the document accepted last is of use.
    ///
    /// The file may still be open for writing.
    public var lacksDocument: Bool { knowledge.spec == nil && document.hasLoaded }

    /// The places that HAProxy and IPVS hand over to each other.
    public var sharedPlaces: SharedPlaces { SharedPlaces(knowledge.spec, last) }
}
