import Addresses

/// The state of a server before its first check.
public enum StartState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Up.
    case up
    /// Down until a check passes.
    case down
    /// The state at the end of the last run; a new server waits for its first check.
    case last
}
