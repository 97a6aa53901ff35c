import Model

/// The total weights of the online servers, by standing.
struct StandingWeights: Sendable, Hashable {
    /// Servers that work.
    var up = 0
    /// Servers that have failed.
    var down = 0
    /// Servers that were not checked yet.
    var unproven = 0
}
