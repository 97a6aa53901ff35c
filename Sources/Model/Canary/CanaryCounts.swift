/// The requests of servers, and those that failed.
public struct CanaryCounts: Sendable, Hashable, Codable {
    /// The number of requests, or of sessions where HAProxy does not read requests.
    public var requests: UInt64
    /// The number of failed ones: status 5xx, refused connections, unreadable answers, retries.
    public var errors: UInt64

    /// Creates counts.
    public init(requests: UInt64 = 0, errors: UInt64 = 0) {
        self.requests = requests
        self.errors = errors
    }

    /// The sum of two counts.
    public static func + (left: CanaryCounts, right: CanaryCounts) -> CanaryCounts {
        CanaryCounts(
            requests: left.requests &+ right.requests, errors: left.errors &+ right.errors)
    }

    /// Returns the growth since an earlier reading of the same worker; a counter that has become
    /// smaller began at 0 again.
    public func growth(since former: CanaryCounts) -> CanaryCounts {
        guard requests >= former.requests, errors >= former.errors else { return self }
        return CanaryCounts(
            requests: requests - former.requests, errors: errors - former.errors)
    }
}

extension CanaryCounts: CustomStringConvertible {
    /// `3 of 120 requests failed (2.5 %)`.
    public var description: String {
        let noun = requests == 1 ? "request" : "requests"
        guard requests > 0 else { return "no requests" }
        let tenths = (errors * 1_000 + requests / 2) / requests
        return "\(errors) of \(requests) \(noun) failed (\(tenths / 10).\(tenths % 10) %)"
    }
}
