/// A step of one domain, for printing, order, withholding, retries and drift.
public protocol DomainStep: Sendable, Hashable {
    /// The object that the step changes.
    var subject: StepSubject { get }
    /// The effect of the step on its subject.
    ///
    /// A drain is a change.
    var action: StepAction { get }
    /// The worst effect of the step on clients.
    var risk: Risk { get }
    /// The phase in which the step is safe.
    var phase: StepPhase { get }
    /// Objects that the step depends on. A failed one skips the step, and one that waits for a
    /// retry delays it.
    var requires: [StepSubject] { get }
    /// The subject's values before the step; nil: it does not exist, or they are unknown.
    var before: [String: StepValue]? { get }
    /// The subject's values after the step; nil: it no longer exists.
    var after: [String: StepValue]? { get }
    /// Whether the failure of this step prevents steps that require the subject.
    var isRequired: Bool { get }
    /// The subject and its changes: "server 10.0.0.11:80 in tcp 10.0.0.1:80, weight 1 -> 0".
    var sentence: String { get }
    /// The operation of the step, for ``HostFailure/operation``: "add 10.0.0.7:80 to tcp
    /// 10.0.0.1:80".
    var operation: String { get }
}

extension DomainStep {
    /// Default: the subject has no values beside its identity.
    public var before: [String: StepValue]? { nil }
    /// Default: the subject has no values beside its identity.
    public var after: [String: StepValue]? { nil }
    /// Default: an object that could not be added is missing.
    public var isRequired: Bool { action == .add }
}

/// The phases of a plan, in safe order.
///
/// Up to ``appearance`` nothing is removed.
public enum StepPhase: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Settings that new objects depend on.
    case preparation
    /// New objects.
    case addition
    /// Servers that get connections again.
    case raise
    /// Changes in place that remove nothing.
    case edit
    /// Addresses, once their services exist; each before its announcement.
    case appearance
    /// Servers that get no new connections.
    case lowering
    /// Addresses that are no longer served.
    case disappearance
    /// Servers that have drained.
    case removal
    /// Services without servers, and objects that no step needs any more.
    case clearance

    /// Whether steps of this phase only set up, add, raise and announce.
    public var isGrowth: Bool { self < .lowering }

    /// Chronological order.
    public static func < (left: StepPhase, right: StepPhase) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The effect of a step, as the rune at the beginning of its line.
public enum StepAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// A new object appears.
    case add = "+"
    /// An object changes in place.
    case change = "~"
    /// An object is removed.
    case remove = "-"
    /// The host is unchanged; the neighbours are informed.
    case announce = ">"
}

/// The worst effect of a step on clients, in ascending order.
public enum Risk: String, Sendable, Hashable, Codable, CaseIterable {
    /// Clients notice nothing.
    case hitless
    /// New connections go to other servers, open ones continue.
    case drains
    /// Connections may be cut.
    case mayReset = "may reset"
    /// An address is added to this host, or removed from it.
    case movesAddress = "moves an address"
    /// The host begins to forward packets between its interfaces.
    case routes = "makes the host a router"
    /// A proxy worker is replaced.
    case restartsWorker = "restarts a worker"
}
