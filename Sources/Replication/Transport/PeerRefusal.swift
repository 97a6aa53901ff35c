import NIOHTTP1

/// A request that is not answered, with the reason for the other side.
public struct PeerRefusal: Error, Sendable, Hashable {
    /// The status of the answer: 4xx or 5xx.
    public let status: HTTPResponseStatus
    /// The reason, in words.
    public let reason: String

    /// Creates a refusal.
    public init(_ status: HTTPResponseStatus, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

extension PeerRefusal: CustomStringConvertible {
    /// The reason.
    public var description: String { reason }
}
