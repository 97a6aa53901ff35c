/// A step of one domain, as printing, order, withholding, retries and drift see it.
public protocol DomainStep: Sendable, Hashable {
    /// The object that the step changes.
    var subject: StepSubject { get }
    /// The effect of the step on its subject.
    ///
    /// A drain is a change.
    var action: StepAction { get }
    /// The worst that the step may do to clients.
    var risk: Risk { get }
    /// When the step is safe.
    var phase: StepPhase { get }
    /// Objects without which the step is not tried: one that could not be made skips it, and one
    /// that waits to be tried again has it wait too.
    var requires: [StepSubject] { get }
    /// The subject's values before the step; nil: it is not there, or they are not known.
    var before: [String: StepValue]? { get }
    /// The subject's values after the step; nil: it is not there any more.
    var after: [String: StepValue]? { get }
    /// Whether steps that require the subject can't be done when this one fails.
    var isRequired: Bool { get }
    /// The subject and its changes: "server 10.0.0.11:80 in tcp 10.0.0.1:80, weight 1 -> 0".
    var sentence: String { get }
    /// The operation of the step, for ``HostFailure/operation``: "add 10.0.0.7:80 to tcp
    /// 10.0.0.1:80".
    var operation: String { get }
}

extension DomainStep {
    /// The subject has no values beside its identity.
    public var before: [String: StepValue]? { nil }
    /// The subject has no values beside its identity.
    public var after: [String: StepValue]? { nil }
    /// An object that could not be added is missing.
    public var isRequired: Bool { action == .add }
}

/// The parts of a plan, in the order in which they are safe.
///
/// Up to ``appearance`` nothing is taken away.
public enum StepPhase: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Settings that new objects find.
    case preparation
    /// New objects.
    case addition
    /// Servers that get connections again.
    case raise
    /// Changes in place that take nothing away.
    case edit
    /// Addresses, once their services exist; each before its announcement.
    case appearance
    /// Servers that get no more connections.
    case lowering
    /// Addresses of which nothing is served any more.
    case disappearance
    /// Servers that have drained.
    case removal
    /// Services without servers, and objects that no step needs any more.
    case clearance

    /// Whether steps of this phase only set up, add, raise and announce.
    public var isGrowth: Bool { self < .lowering }

    /// Earlier before later.
    public static func < (left: StepPhase, right: StepPhase) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The effect of a step, as the rune that its line begins with.
public enum StepAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Something new appears.
    case add = "+"
    /// Something changes in place.
    case change = "~"
    /// Something is gone.
    case remove = "-"
    /// Nothing changes here; the neighbours are told.
    case announce = ">"
}

/// The worst effect of a step on clients, from least to most.
public enum Risk: String, Sendable, Hashable, Codable, CaseIterable {
    /// Clients notice nothing.
    case hitless
    /// New connections go elsewhere, open ones go on.
    case drains
    /// Connections may be cut.
    case mayReset = "may reset"
    /// An address appears at, or goes from, this host.
    case movesAddress = "moves an address"
    /// The host begins to forward packets between its interfaces.
    case routes = "makes the host a router"
    /// A proxy worker is replaced.
    case restartsWorker = "restarts a worker"
}
