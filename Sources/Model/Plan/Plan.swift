import Addresses

/// An ordered list of steps, and the findings of the planner that need no step.
public struct Plan: Sendable, Hashable {
    /// The steps; every prefix of them is safe.
    ///
    /// Steps of HAProxy are first, because an address waits until HAProxy listens on it.
    public var steps: [Step]
    /// Destinations that are leaving and wait for the end of their connections.
    public var draining: [DrainingDestination]
    /// Servers that were removed from the document and stay until others are proven.
    public var handovers: [PendingHandover]
    /// Services that lose their last usable server: their clients are refused.
    public var outages: [ServiceKey]
    /// Proxies and routes that lose their last known working server, one sentence each.
    public var proxyOutages: [String] = []
    /// Foreign objects, which are left alone.
    public var foreign: [ForeignObject]
    /// Sentences for the operator: effects of steps on clients, and impossible steps with reasons.
    public var notes: [String]
    /// Number of foreign services that the steps touch.
    ///
    /// With `ownership: exclusive` these are removed; otherwise they share a setting that the
    /// document changes.
    public var foreignTouched: Int
    /// Objects that differ from the document but must wait, so that this plan does not change them.
    public var waiting: Set<StepSubject>

    /// Creates a plan of these steps.
    public init(
        steps: [Step] = [], draining: [DrainingDestination] = [],
        handovers: [PendingHandover] = [], outages: [ServiceKey] = [],
        foreign: [ForeignObject] = [],
        notes: [String] = [], foreignTouched: Int = 0, waiting: Set<StepSubject> = []
    ) {
        self.steps = steps
        self.draining = draining
        self.handovers = handovers
        self.outages = outages
        self.foreign = foreign
        self.notes = notes
        self.foreignTouched = foreignTouched
        self.waiting = waiting
    }

    /// Whether no step is needed.
    public var isEmpty: Bool { steps.isEmpty }

    /// The next time after this moment at which the host must be observed again even without a
    /// change; nil: never.
    public func nextDeadline(after moment: Moment) -> Moment? {
        draining.lazy.compactMap(\.deadline).filter { $0 > moment }.min()
    }
}
