import Model

/// The requests of a time in which the shares of a canary's servers did not change.
struct CanaryPeriod: Sendable, Hashable, Codable {
    /// The step, from 0.
    var step = 0
    /// The requests by server.
    var servers: [CanaryServer: CanaryCounts] = [:]
    /// The requests of clients, and the errors of HAProxy itself.
    var frontend = CanaryFrontend()
}

extension [CanaryPeriod] {
    /// Returns the requests of servers.
    func sum(of servers: Set<CanaryServer>) -> CanaryCounts {
        reduce(CanaryCounts()) { $0 + $1.servers.sum(of: servers) }
    }

    /// The requests of clients, and the errors of HAProxy itself.
    var frontend: CanaryFrontend { reduce(CanaryFrontend()) { $0 + $1.frontend } }

    /// Returns the requests of two groups of servers, by period.
    func comparison(
        of servers: Set<CanaryServer>, with others: Set<CanaryServer>
    ) -> ErrorComparison {
        ErrorComparison(
            map { period in
                .init(period.servers.sum(of: servers), period.servers.sum(of: others))
            })
    }
}

extension [CanaryServer: CanaryCounts] {
    /// Returns the requests of servers.
    func sum(of servers: Set<CanaryServer>) -> CanaryCounts {
        servers.reduce(CanaryCounts()) { $0 + (self[$1] ?? CanaryCounts()) }
    }
}
