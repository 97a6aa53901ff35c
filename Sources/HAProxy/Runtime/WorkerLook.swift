/// The current worker's report of its servers and traffic.
public struct WorkerLook: Sendable {
    /// The state of each server.
    public let states: ServerStates
    /// Sessions, rates and checks of frontends, backends and servers.
    public let statistics: Statistics

    /// Creates a look.
    public init(states: ServerStates, statistics: Statistics) {
        self.states = states
        self.statistics = statistics
    }
}
