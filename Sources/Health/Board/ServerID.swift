import Addresses
import Model

/// A server of a service.
public struct ServerID: Sendable, Hashable, Codable {
    /// The service.
    public var service: ServiceKey
    /// The server.
    public var endpoint: Endpoint

    /// Creates the key of a server.
    public init(service: ServiceKey, endpoint: Endpoint) {
        self.service = service
        self.endpoint = endpoint
    }
}

extension ServerID: Comparable {
    /// By service, then server.
    public static func < (left: Self, right: Self) -> Bool {
        left.service == right.service
            ? left.endpoint < right.endpoint : left.service < right.service
    }
}
