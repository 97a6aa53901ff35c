import Addresses
import Model

/// Something that the loop learns from another part of the controller.
public enum News: Sendable {
    /// The verdicts of all checks.
    case verdicts(Verdicts)
    /// The readings of all agents.
    case feedback(FeedbackReadings)
    /// Whether the checks stand still.
    case checksStandStill(Bool)
    /// The endpoints on which HAProxy listens.
    case listening(Set<Endpoint>)
    /// The places in which proxies of this document have a proven server.
    case proven(Set<Endpoint>, of: Spec)
    /// Whether this node carries the virtual addresses.
    case role(carriesAddresses: Bool)
}

/// The consequences of news: events, a reason for a pass, and quorums that another run must know.
struct Reception: Sendable {
    /// Events without their time.
    var events: [EventDraft] = []
    /// Why the loop looks; empty: it does not.
    var wake: Wake = []
    /// The services without their quorum, where they are others than before.
    var lostQuorums: Set<ServiceKey>?
}

/// An event without its time and number.
struct EventDraft: Sendable, Equatable {
    var kind: Event.Kind
    var message: String
    var details: [String] = []

    init(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        self.kind = kind
        self.message = message
        self.details = details
    }
}
