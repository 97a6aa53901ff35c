/// When a configuration is brought to the workers: one at a time, with one more that waits.
///
/// However many are wanted while one is under way, or too soon after it, only the last one follows.
public struct WorkerMachine: Sendable {
    /// What is to be done now.
    public enum Action: Sendable, Hashable {
        /// Bring this configuration to the workers, then say so with ``finished(_:at:)``.
        case bring(WorkerConfiguration)
        /// Ask again at this time.
        case wait(until: ContinuousClock.Instant)
        /// Nothing is wanted.
        case rest
    }

    /// What became of it.
    public enum Result: Sendable, Hashable {
        /// The workers do as it says; whether that took a reload or a start.
        case done(reloaded: Bool)
        /// HAProxy refused it: only another configuration can help.
        case refused(String)
        /// Something stood in the way: the same is tried again.
        case failed(String)
    }

    private let spacing: Duration
    private var pending: WorkerConfiguration?
    private var underWay: WorkerConfiguration?
    private var earliest: ContinuousClock.Instant?
    private var failures = 0
    private var isLook = false
    private var underWayIsLook = false
    private var refusal: String?
    private var obstacle: String?
    /// The last one that HAProxy refused, while nothing newer is in force.
    private var refused: WorkerConfiguration?

    /// Whether HAProxy serves its last configuration before any configuration is wanted.
    public private(set) var keepsLast = false
    /// The last one that was brought.
    public private(set) var inForce: WorkerConfiguration?
    /// Why the last one that was wanted is not in force; nil: it is, or is about to be.
    public var complaint: String? { refusal ?? obstacle }

    /// Whether what is under way was wanted before: it is only looked at.
    public var isLooking: Bool { underWay != nil && underWayIsLook }
    /// Whether nothing was ever wanted, or nothing is any more.
    public var isIdle: Bool {
        pending == nil && underWay == nil && inForce == nil && refused == nil
    }

    /// The longest wait before something is tried again.
    private static let longestWait = Duration.seconds(30)

    /// A machine at rest.
    public init(spacing: Duration) {
        self.spacing = spacing
    }

    /// This configuration is wanted, in place of any that waits.
    public mutating func want(_ configuration: WorkerConfiguration) {
        keepsLast = false
        pending = configuration
        isLook = false
        failures = 0
    }

    /// Keeps HAProxy alive with its last configuration, until something is wanted.
    public mutating func keepLast() {
        if isIdle { keepsLast = true }
    }

    /// Takes a configuration for the one in force, because its values were sent and nothing else
    /// differs.
    ///
    /// - Returns: false where something waits, is under way or was refused: a look must follow.
    public mutating func settle(_ configuration: WorkerConfiguration) -> Bool {
        guard pending == nil, underWay == nil, inForce != nil, complaint == nil else {
            return false
        }
        inForce = configuration
        return true
    }

    /// Replaces the configuration in force by one whose values were sent to the worker, while
    /// another one is refused or fails.
    public mutating func follow(_ configuration: WorkerConfiguration) {
        guard inForce != nil else { return }
        inForce = configuration
        if isLook, pending != nil { pending = configuration }
    }

    /// The host is to be looked at again: it may have changed without us, or ended.
    public mutating func lookAgain() {
        guard pending == nil, underWay == nil else { return }
        pending = inForce
        isLook = true
    }

    /// HAProxy has ended: what is in force is started again, or what was refused is tried again,
    /// since that starts what served before it.
    ///
    /// Clients are not served: that does not wait until something else is tried again.
    public mutating func startAgain(at now: ContinuousClock.Instant) {
        if let time = earliest { earliest = min(time, now + spacing) }
        guard pending == nil, underWay == nil else { return }
        pending = inForce ?? refused
        isLook = true
    }

    /// Nothing is wanted any more.
    public mutating func forget() {
        keepsLast = false
        refused = nil
        pending = nil
        inForce = nil
        refusal = nil
        obstacle = nil
    }

    /// What is to be done at this time.
    public mutating func next(at now: ContinuousClock.Instant) -> Action {
        guard underWay == nil, let configuration = pending else { return .rest }
        if let earliest, now < earliest { return .wait(until: earliest) }
        pending = nil
        underWay = configuration
        underWayIsLook = isLook
        return .bring(configuration)
    }

    /// What was under way has ended so.
    public mutating func finished(_ result: Result, at now: ContinuousClock.Instant) {
        guard let configuration = underWay else { return }
        underWay = nil
        switch result {
        case .done(let reloaded):
            inForce = configuration
            // That the one in force is well says nothing of one that was refused since.
            if !underWayIsLook { (refusal, refused) = (nil, nil) }
            obstacle = nil
            failures = 0
            earliest = reloaded ? now + spacing : nil
            // Servers may have changed in the old worker while the new one was loaded.
            if reloaded, !underWayIsLook, pending == nil {
                (pending, isLook) = (configuration, true)
            }
        case .refused(let words):
            (refusal, refused) = (words, configuration)
            obstacle = nil
            earliest = now + spacing
        case .failed(let words):
            obstacle = words
            if pending == nil { (pending, isLook) = (configuration, underWayIsLook) }
            let wait = spacing * (1 << min(failures, 10))
            earliest = now + min(wait, Self.longestWait)
            failures += 1
        }
    }
}
