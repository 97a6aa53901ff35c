import Addresses

/// An endpoint at which clients may not be heard.
public struct Unheard: Sendable, Hashable {
    /// The endpoint.
    public let endpoint: Endpoint
    /// The reason, and the remedy.
    public let reason: String
    /// Whether HAProxy listens there anyway, beside another program.
    public let isShared: Bool

    init(_ obstacle: ListenCheck.Obstacle) {
        endpoint = obstacle.endpoint
        reason = "\(obstacle.failure)"
        isShared = obstacle.isServed
    }
}
