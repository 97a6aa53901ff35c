/// A change to a connection synchronisation daemon.
public enum SyncDaemonStep: Sendable, Hashable {
    /// Start a daemon.
    case start(SyncDaemon, StartedDaemon)
    /// Stop a daemon and start it with other settings: the kernel cannot change a running one.
    case restart(SyncDaemon, from: SyncDaemon, StartedDaemon)
    /// Stop a daemon.
    case stop(SyncDaemon)

    /// The daemon.
    public var daemon: SyncDaemon {
        switch self {
        case .start(let daemon, _), .restart(let daemon, _, _), .stop(let daemon): daemon
        }
    }
}

extension SyncDaemonStep: DomainStep {
    /// The daemon, by its state.
    public var subject: StepSubject { .syncDaemon(daemon.state) }

    /// The effect of the step on the daemon.
    public var action: StepAction {
        switch self {
        case .start: .add
        case .restart: .change
        case .stop: .remove
        }
    }

    /// Open connections continue on this node, synchronised or not.
    public var risk: Risk { .hitless }

    /// A node receives before it carries addresses, and sends as long as it carries them.
    public var phase: StepPhase {
        switch self {
        case .start, .restart: .preparation
        case .stop: .clearance
        }
    }

    /// A daemon depends on no other object.
    public var requires: [StepSubject] { [] }

    /// The settings of the running daemon.
    public var before: [String: StepValue]? {
        switch self {
        case .start: nil
        case .restart(_, let old, _): old.settings.values
        case .stop(let old): old.settings.values
        }
    }

    /// The settings for the start.
    public var after: [String: StepValue]? {
        switch self {
        case .start(let daemon, _), .restart(let daemon, _, _): daemon.settings.values
        case .stop: nil
        }
    }

    /// The daemon and its settings, or their changes.
    public var sentence: String {
        switch self {
        case .start(let daemon, _):
            (["\(subject)"] + daemon.settings.texts).joined(separator: ", ")
        case .restart(let daemon, let old, _):
            (["\(subject)"] + daemon.settings.restart(from: old.settings)).joined(separator: ", ")
        case .stop: "\(subject)"
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .start(let daemon, _): "start the \(subject) on \(daemon.settings.interface)"
        case .restart: "restart the \(subject)"
        case .stop: "stop the \(subject)"
        }
    }
}
