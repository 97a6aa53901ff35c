import Addresses

/// The parts of a host that are read for a document: ``HostFacts`` has the answers.
public struct HostQuestions: Sendable, Equatable {
    /// The routes to look up.
    public var routes: Set<RouteQuestion> = []
    /// The kernel modules to look for.
    public var modules: Set<String> = []
    /// Addresses to ask the neighbours of an interface for, by interface.
    public var probes: [String: Set<IPAddress>] = [:]

    /// Creates no questions.
    public init() {}
}
