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
    /// The proxies with a usable server.
    case usability(ProxyUsability)
    /// Whether this node carries the virtual addresses.
    case role(carriesAddresses: Bool)
    /// The election process, which adds and removes the virtual addresses.
    case election(ElectionState)
}
