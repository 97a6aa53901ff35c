import Addresses

/// The results of Ballast's own checks of servers of proxies.
///
/// **Shape:** by the name of the proxy; proxies without such a server have no entry.
public struct ProxyCheckResults: Sendable, Hashable {
    /// Servers that fail, or that are down until a first check passes.
    public var down: [String: Set<Endpoint>] = [:]
    /// Servers that passed, and are not on trial.
    public var up: [String: Set<Endpoint>] = [:]

    /// No results.
    public init() {}
}

extension ProxyCheckResults {
    /// Records the verdict on a server; whether its result is another one now.
    mutating func record(
        _ verdict: Verdict?, at endpoint: Endpoint, _ name: String, _ startDown: Set<Endpoint>
    ) -> Bool {
        let isUp = verdict?.state == .up
        let isDown = verdict?.state == .down || !isUp && startDown.contains(endpoint)
        let isOther = Self.set(isDown, endpoint, in: &down[name])
        return Self.set(isUp && verdict?.trial == nil, endpoint, in: &up[name]) || isOther
    }

    private static func set(
        _ isMember: Bool, _ endpoint: Endpoint, in set: inout Set<Endpoint>?
    ) -> Bool {
        if isMember {
            guard set != nil else {
                set = [endpoint]
                return true
            }
            return set?.insert(endpoint).inserted == true
        }
        guard set?.remove(endpoint) != nil else { return false }
        if set?.isEmpty == true { set = nil }
        return true
    }
}
