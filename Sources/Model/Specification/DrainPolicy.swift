/// The treatment of the connections of a server that leaves its service.
public struct DrainPolicy: Sendable, Hashable, Codable {
    /// Seconds until the timeout of open connections.
    ///
    /// **Range:** 0...86400, default 120.
    public var timeout: Int
    /// The action at the timeout.
    public var onTimeout: OnTimeout

    /// The action at the timeout of a drain.
    public enum OnTimeout: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server is removed; remaining connections are reset.
        case remove
        /// The server stays with weight 0 until its last connection ends.
        case keep
    }

    /// Creates a policy, by default removal after two minutes.
    public init(timeout: Int = 120, onTimeout: OnTimeout = .remove) {
        self.timeout = timeout
        self.onTimeout = onTimeout
    }
}
