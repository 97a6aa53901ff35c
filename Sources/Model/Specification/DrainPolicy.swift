/// What happens to the connections of a server that leaves its service.
public struct DrainPolicy: Sendable, Hashable, Codable {
    /// Seconds that connections are given to end.
    ///
    /// **Range:** 0...86400, default 120.
    public var timeout: Int
    /// What is done when they have not ended.
    public var onTimeout: OnTimeout

    /// What is done when connections have not ended in time.
    public enum OnTimeout: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server is removed; connections that are left are reset.
        case remove
        /// The server stays with weight 0 until its last connection ends.
        case keep
    }

    /// This policy; two minutes, then removed, unless something else is given.
    public init(timeout: Int = 120, onTimeout: OnTimeout = .remove) {
        self.timeout = timeout
        self.onTimeout = onTimeout
    }
}
