import Addresses
import Model

/// News for the loop from another part of the controller.
public enum News: Sendable {
    /// The verdicts of all checks.
    case verdicts(Verdicts)
    /// The readings of all agents.
    case feedback(FeedbackReadings)
    /// Whether the checks have stopped.
    case checksStandStill(Bool)
    /// The endpoints on which HAProxy listens.
    case listening(Set<Endpoint>)
    /// The endpoints whose proxies, in this document, have a proven server.
    case proven(Set<Endpoint>, of: Spec)
    /// Whether this node carries the virtual addresses.
    case role(carriesAddresses: Bool)
}

/// The consequences of news: events, a reason for a pass, and quorums to store.
struct Reception: Sendable {
    /// Events without their time.
    var events: [EventDraft] = []
    /// The reason for a pass; empty: none.
    var wake: Wake = []
    /// The services without quorum, if they have changed; nil: unchanged.
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
