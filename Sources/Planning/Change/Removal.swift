import Model

/// The services and servers that an edit removes.
///
/// Only the difference of the numbers counts: a service in the place of another one, or a server in
/// the place of another one, is no removal.
public struct Removal: Sendable, Hashable {
    /// The services, proxies and SSL services.
    public let services: Part
    /// The servers of services, proxies and routes.
    public let servers: Part

    /// The objects of a kind.
    public struct Part: Sendable, Hashable {
        /// The number in force.
        public let total: Int
        /// The number that is removed.
        public let removed: Int

        /// Whether the edit removes more than a limit.
        public func exceeds(_ limit: Safety.RemovalLimit) -> Bool {
            switch limit {
            case .count(let count): removed > count
            case .share(let percent):
                removed >= Safety.RemovalLimit.smallest && removed * 100 > percent * total
            }
        }
    }

    /// Compares two documents.
    public init(from old: Spec, to new: Spec) {
        services = Part(from: old.listenerCount, to: new.listenerCount)
        servers = Part(from: old.serverCount, to: new.serverCount)
    }

    /// Returns the removed objects in words if they exceed a limit; nil: they do not.
    public func excess(over limit: Safety.RemovalLimit) -> String? {
        let parts = [(services, "service"), (servers, "server")].filter {
            $0.0.exceeds(limit)
        }
        guard !parts.isEmpty else { return nil }
        return parts.map { part, noun in
            "\(part.removed) of \(counted(part.total, noun))"
        }.joined(separator: " and ")
    }
}

extension Removal.Part {
    fileprivate init(from old: Int, to new: Int) {
        self.init(total: old, removed: max(0, old - new))
    }
}

extension Spec {
    fileprivate var listenerCount: Int { services.count + proxies.count + sslServices.count }

    fileprivate var serverCount: Int {
        services.reduce(0) { $0 + $1.servers.count }
            + proxies.reduce(0) { sum, proxy in
                proxy.routes.reduce(sum + proxy.servers.count) { $0 + $1.servers.count }
            }
    }
}
