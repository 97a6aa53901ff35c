/// The requests of a proxy's clients, and the errors that HAProxy itself has answered.
public struct CanaryFrontend: Sendable, Hashable, Codable {
    /// The number of requests and refused connections, or of sessions where HAProxy does not read
    /// requests.
    public var requests: UInt64
    /// The number of answers to clients with a status 5xx.
    public var failures: UInt64
    /// The number of those that servers can have caused: their own answers 5xx, refused connections
    /// and unreadable answers.
    public var causes: UInt64
    /// The number of requests and connections that a limit refused.
    public var denials: UInt64

    /// Creates counters.
    public init(
        requests: UInt64 = 0, failures: UInt64 = 0, causes: UInt64 = 0, denials: UInt64 = 0
    ) {
        self.requests = requests
        self.failures = failures
        self.causes = causes
        self.denials = denials
    }

    /// The requests, and those that HAProxy answered with a status 5xx without a server.
    public var failed: CanaryCounts {
        CanaryCounts(
            requests: requests,
            errors: min(requests, failures > causes ? failures - causes : 0))
    }

    /// The requests, and those that HAProxy answered with a status 5xx or refused.
    public var refused: CanaryCounts {
        CanaryCounts(requests: requests, errors: min(requests, failed.errors + denials))
    }

    /// The sum of two counts.
    public static func + (left: CanaryFrontend, right: CanaryFrontend) -> CanaryFrontend {
        CanaryFrontend(
            requests: left.requests &+ right.requests, failures: left.failures &+ right.failures,
            causes: left.causes &+ right.causes, denials: left.denials &+ right.denials)
    }

    /// Returns the growth since an earlier reading of the same worker; a counter that has become
    /// smaller, as that of a removed server, did not grow.
    public func growth(since former: CanaryFrontend) -> CanaryFrontend {
        func growth(_ path: KeyPath<CanaryFrontend, UInt64>) -> UInt64 {
            let (now, then) = (self[keyPath: path], former[keyPath: path])
            return now > then ? now - then : 0
        }
        return CanaryFrontend(
            requests: growth(\.requests), failures: growth(\.failures), causes: growth(\.causes),
            denials: growth(\.denials))
    }
}
