/// What the current worker says of its servers and its traffic.
public struct WorkerLook: Sendable {
    /// Where each server stands.
    public let states: ServerStates
    /// Sessions, rates and checks of frontends, backends and servers.
    public let statistics: Statistics

    /// What a worker says.
    public init(states: ServerStates, statistics: Statistics) {
        self.states = states
        self.statistics = statistics
    }
}
