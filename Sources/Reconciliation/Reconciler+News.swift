import Addresses
import Model

extension Reconciler {
    /// Receives news from another part of the controller.
    ///
    /// It starts a pass only if the host may have to change.
    public func learn(_ news: News) {
        receive(knowledge.apply(news, now: surroundings.wallClock()))
    }

    /// Records an event of another part of the controller.
    public func tell(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        emit([EventDraft(kind, message, details)])
    }

    /// Applies the consequences of news.
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

    /// Online servers that checks or agents report down, a line each.
    public func serversDown() -> [String] { knowledge.serversDown() }

    /// The latest verdicts of the checks; nil: there are no checks.
    public var checkedVerdicts: Verdicts? { knowledge.verdicts }

    /// The latest readings of agents; nil: no agent is asked.
    public var knownFeedback: FeedbackReadings? { knowledge.feedback }

    /// Services whose holding page is served now.
    public var servedPages: Set<ServiceKey> { knowledge.pages.served }

    /// Services whose quorum is lost.
    public var servicesWithoutQuorum: Set<ServiceKey> { knowledge.lostQuorums }

    /// Whether neither the file nor the stored document is valid.
    ///
    /// The file may still be open for writing.
    public var lacksDocument: Bool { knowledge.spec == nil && document.hasLoaded }

    /// The ability of this node to serve clients, for the election; nil: not known yet.
    public var fitness: NodeFitness? {
        NodeFitness(
            knowledge, progress, last, lacksDocument: lacksDocument, at: surroundings.clock())
    }

    /// The endpoints that HAProxy and IPVS pass to each other.
    public var sharedPlaces: SharedPlaces { SharedPlaces(knowledge.spec, last) }
}
