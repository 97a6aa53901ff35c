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
