import Addresses
import Model

/// What health says of a server, as far as connections are concerned.
enum Standing: Sendable, Hashable {
    /// It gets its share.
    case up
    /// Checks have failed, or its agent says that it can't work.
    case down
    /// It was not checked yet: it keeps the weight that it has, if any.
    case unproven
    /// It gets no connections, and does not count: its check is `off`, or it waits for its first.
    case withheld
}

/// The standings of a service's servers, and what follows for the service.
struct Standings {
    private let standings: [Standing]
    /// Whether every checked server that the operator wants online is down, and none gets
    /// connections.
    ///
    /// Not while nothing has been checked, and not when servers are offline by hand.
    let callForFallback: Bool
    /// What the servers weigh that the operator wants online.
    let weights: StandingWeights

    /// - Parameters:
    ///   - verdicts: nil where no checks run: every server counts as up, unless its check is
    ///     `off`.
    ///   - disabled: servers whose agents say that they can't work.
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
            switch standings[position] {
            case .up: weights.up += server.weight
            case .down: weights.down += server.weight
            case .unproven: weights.unproven += server.weight
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

extension Standing {
    fileprivate init(
        _ type: CheckType?, _ start: StartState?, _ state: Verdict.State?, nothingIsKnown: Bool
    ) {
        switch (type, state) {
        case (nil, _), (.on, _), (_, .up): self = .up
        case (.off, _): self = .withheld
        case (_, .down): self = .down
        case (_, .unknown), (_, nil):
            switch start ?? .last {
            case .up: self = nothingIsKnown ? .up : .unproven
            case .down: self = .withheld
            case .last: self = .unproven
            }
        }
    }
}

extension Service {
    /// Whether any of its servers is checked.
    fileprivate var isChecked: Bool {
        check != nil || servers.contains { $0.check != nil }
    }

    /// The standings without results of checks; empty: every server counts as up.
    ///
    /// The document alone says that a server's check is `off`.
    fileprivate var uncheckedStandings: [Standing] {
        let isOff = servers.map { checkType(of: $0)?.type == .off }
        return isOff.contains(true) ? isOff.map { $0 ? .withheld : .up } : []
    }

    /// How many of its servers are to be asked.
    var checkedCount: Int {
        isChecked ? servers.count { checkType(of: $0)?.type.asks == true } : 0
    }
}
