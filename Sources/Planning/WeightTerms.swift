import Addresses
import Model

/// How the weight of each server of a service comes about, term by term.
///
/// **Shape:** as the service's servers; each begins with the document, and its last weight is the
/// one of ``desired(from:signals:)``.
///
/// - Parameter verdicts: what the checks say of its servers; nil: nobody checks.
public func weightTerms(of service: Service, _ verdicts: [Endpoint: Verdict]?) -> [[WeightTerm]] {
    let standings = Standings(of: service, verdicts)
    return service.servers.enumerated().map { position, server in
        let verdict = verdicts?[service.endpoint(of: server)]
        var terms = [
            WeightTerm(.document, server.weight, "weight \(server.weight)"), server.stateTerm,
        ]
        let weight = server.weight(by: verdict)
        if let verdict, verdict.state == .up, let own = verdict.weight, own != server.weight {
            terms.append(WeightTerm(.check, weight, "weight \(own): \(verdict.reason)"))
        }
        terms.append(standings[position].term(weight, verdict, of: server, in: service, verdicts))
        return terms
    }
}

extension RealServer {
    fileprivate var stateTerm: WeightTerm {
        switch state {
        case .online: WeightTerm(.state, weight, "online")
        case .drain: WeightTerm(.state, 0, "drained by the operator")
        case .offline: WeightTerm(.state, 0, "taken offline by the operator")
        }
    }
}

extension Standing {
    fileprivate func term(
        _ weight: Int, _ verdict: Verdict?, of server: RealServer, in service: Service,
        _ verdicts: [Endpoint: Verdict]?
    ) -> WeightTerm {
        guard let check = service.checkType(of: server) else {
            return WeightTerm(.verdict, weight, "not checked, counts as up")
        }
        if verdicts == nil { return WeightTerm(.verdict, weight, "nobody checks, counts as up") }
        switch self {
        case .up:
            let words = check.type == .on ? "check on: always up" : "\(verdict?.state ?? .unknown)"
            return WeightTerm(.verdict, weight, words)
        case .down:
            return WeightTerm(.verdict, 0, "\(verdict ?? Verdict(.down))")
        case .unproven:
            return WeightTerm(
                .verdict, 0, "not checked yet: if it gets connections it goes on getting them")
        case .withheld:
            let words = check.type == .off ? "check off" : "waits for its first check to pass"
            return WeightTerm(.verdict, 0, words)
        }
    }
}
