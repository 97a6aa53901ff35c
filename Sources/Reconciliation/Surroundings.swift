import Model

/// The clocks of a loop, and the receivers of its results, which must not block.
public struct Surroundings: Sendable {
    /// Returns the time since boot.
    public var clock: @Sendable () -> Moment
    /// Returns milliseconds since 1970, for events.
    public var wallClock: @Sendable () -> Int64
    /// Receives each event.
    public var report: @Sendable (Event) -> Void
    /// Receives each document for the checks: the one in force, with the held servers.
    public var checking: @Sendable (Spec) -> Void
    /// Receives each accepted document.
    public var accepted: @Sendable (Spec) -> Void
    /// Stores the services without their quorum for another run.
    public var keepQuorums: @Sendable (Set<ServiceKey>) throws -> Void

    /// These surroundings.
    public init(
        clock: @escaping @Sendable () -> Moment, wallClock: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (Event) -> Void,
        checking: @escaping @Sendable (Spec) -> Void = { _ in },
        accepted: @escaping @Sendable (Spec) -> Void = { _ in },
        keepQuorums: @escaping @Sendable (Set<ServiceKey>) throws -> Void = { _ in }
    ) {
        self.clock = clock
        self.wallClock = wallClock
        self.report = report
        self.checking = checking
        self.accepted = accepted
        self.keepQuorums = keepQuorums
    }
}
