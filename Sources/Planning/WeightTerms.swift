import Addresses
import Model

/// Returns the weight of each server of a service, term by term.
///
/// **Shape:** one list per server, in the order of the service; the first term is the document's,
/// and the last weight is that of ``desired(from:signals:)``.
///
/// - Parameters:
///   - verdicts: verdicts of the servers' checks; nil: no checks run.
///   - readings: load readings of the servers; nil: the load is not read.
///   - wanted: the desired service, which shows whether its fallback serves the clients.
public func weightTerms(
    of service: Service, _ verdicts: [Endpoint: Verdict]?,
    _ readings: [Endpoint: FeedbackReading]? = nil, wanted: DesiredService? = nil
) -> [[WeightTerm]] {
    let followed = service.following(readings)
    let disabled = service.disabled(by: readings)
    let standings = Standings(of: followed, verdicts, disabled: disabled)
    let scale = FeedbackScale(of: service, readings)
    let hasYielded = service.quorum != nil && wanted?.fallback != nil
    return service.servers.enumerated().map { position, server in
        let endpoint = service.endpoint(of: server)
        let verdict = verdicts?[endpoint]
        let reading = readings?[endpoint]
        var terms = [
            WeightTerm(.document, server.weight, "weight \(server.weight)"), server.stateTerm,
        ]
        var weight = server.weight(by: verdict)
        if let verdict, verdict.state == .up, let own = verdict.weight, own != server.weight {
            terms.append(WeightTerm(.check, weight, "weight \(own): \(verdict.reason)"))
        }
        if let term = scale.term(
            weight, followed.servers[position], reading, at: endpoint,
            isAsked: service.hasFeedback(server))
        {
            terms.append(term)
            weight = term.weight
        }
        let hasFailed = verdict?.state == .down && service.checkType(of: server) != nil
        if disabled.contains(endpoint), standings[position] == .down, !hasFailed {
            terms.append(WeightTerm(.verdict, 0, "its agent says down" + tail(of: reading)))
        } else {
            terms.append(
                standings[position].term(weight, verdict, of: server, in: service, verdicts))
        }
        if hasYielded, terms.last?.weight != 0 || standings[position] == .unproven {
            terms.append(
                WeightTerm(.quorum, 0, "the quorum is lost: the fallback has the service"))
        }
        return terms
    }
}

private func tail(of reading: FeedbackReading?) -> String {
    guard let reading, !reading.reason.isEmpty else { return "" }
    return ": \(reading.reason)"
}

extension FeedbackScale {
    /// Returns the term of feedback; nil: no feedback.
    fileprivate func term(
        _ weight: Int, _ followed: RealServer, _ reading: FeedbackReading?,
        at endpoint: Endpoint, isAsked: Bool
    ) -> WeightTerm? {
        guard let words = reason(weight, of: endpoint, isAsked: isAsked) else { return nil }
        if weight > 0, followed.state != .online, let wish = reading?.wish {
            return WeightTerm(.feedback, 0, "its agent says \(wish)" + tail(of: reading))
        }
        return WeightTerm(.feedback, self.weight(weight, of: endpoint), words)
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
        if check.type == .off { return WeightTerm(.verdict, 0, "check off") }
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
            return WeightTerm(.verdict, 0, "waits for its first check to pass")
        }
    }
}
