import Addresses

/// The packets that a tunnel device unwraps.
public struct TunnelEnds: Sendable, Equatable {
    /// Their destination; nil: any.
    public var local: IPAddress?
    /// Their source; nil: any.
    public var remote: IPAddress?

    /// Creates the ends.
    public init(local: IPAddress? = nil, remote: IPAddress? = nil) {
        self.local = local
        self.remote = remote
    }
}
