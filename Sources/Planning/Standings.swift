import Addresses
import Model

/// The standings of a service's servers, with their effect on the service.
struct Standings {
    private let standings: [Standing]
    /// Whether every checked server that the operator wants online is down, and none gets
    /// connections.
    ///
    /// False before the first check, and while servers are offline by hand.
    let callForFallback: Bool
    /// The total weights of the online servers.
    let weights: StandingWeights

    /// - Parameters:
    ///   - verdicts: nil where no checks run: every server counts as up, unless its check is
    ///     `off`.
    ///   - disabled: servers that are down according to their agents.
    init(of service: Service, _ verdicts: [Endpoint: Verdict]?, disabled: Set<Endpoint> = []) {
        guard let verdicts, service.isChecked || !disabled.isEmpty else {
            standings = service.uncheckedStandings
            callForFallback = false
            weights = StandingWeights()
            return
        }
        let checks = service.servers.map { service.checkType(of: $0) }
        let states = zip(service.servers, checks).map { server, check in
            check?.type.asks == true
                ? verdicts[service.endpoint(of: server)]?.state ?? .unknown : nil
        }
        let nothingIsKnown = !states.contains { $0 == .up || $0 == .down }
        var standings = zip(checks, states).map { check, state in
            Standing(check?.type, check?.start, state, nothingIsKnown: nothingIsKnown)
        }
        if !disabled.isEmpty {
            for (position, server) in service.servers.enumerated()
            where standings[position] != .withheld
                && disabled.contains(service.endpoint(of: server))
            {
                standings[position] = .down
            }
        }
        self.standings = standings
        var weights = StandingWeights()
        for (position, server) in service.servers.enumerated()
        where server.state == .online && server.weight > 0 {
            let weight = server.canary?.written ?? server.weight
            switch standings[position] {
            case .up: weights.up += weight
            case .down: weights.down += weight
            case .unproven: weights.unproven += weight
            case .withheld: break
            }
        }
        self.weights = weights
        callForFallback = weights.down > 0 && weights.up == 0
    }

    /// The standing of the server at this position of the service's list.
    subscript(_ position: Int) -> Standing {
        standings.isEmpty ? .up : standings[position]
    }
}

extension Service {
    /// Whether any of its servers is checked.
    fileprivate var isChecked: Bool {
        check != nil || servers.contains { $0.check != nil }
    }

    /// The standings without results of checks; empty: every server counts as up.
    ///
    /// A check that is `off` needs no results.
    fileprivate var uncheckedStandings: [Standing] {
        let isOff = servers.map { checkType(of: $0)?.type == .off }
        return isOff.contains(true) ? isOff.map { $0 ? .withheld : .up } : []
    }

    /// The number of servers that should be probed.
    var checkedCount: Int {
        isChecked ? servers.count { checkType(of: $0)?.type.asks == true } : 0
    }
}
