import Addresses
import Model

/// The derivation of the weights of a service's servers, which the desired state and explanations
/// share.
struct ServerWeights {
    /// The standing of each server.
    let standings: Standings
    /// The service as the document has it.
    private let written: Service
    /// The service with the wishes of its agents.
    private let followed: Service
    private let verdicts: [Endpoint: Verdict]?
    private let readings: [Endpoint: FeedbackReading]?
    private let disabled: Set<Endpoint>
    private let scale: FeedbackScale

    /// A receiver of a term, the weight after it, and its reason in words.
    typealias Visitor = (WeightTerm.Term, Int, @autoclosure () -> String) -> Void

    /// - Parameter followed: the service with the wishes of its agents.
    init(
        of written: Service, following followed: Service, _ verdicts: [Endpoint: Verdict]?,
        _ readings: [Endpoint: FeedbackReading]?
    ) {
        self.written = written
        self.followed = followed
        self.verdicts = verdicts
        self.readings = readings
        disabled = followed.disabled(by: readings)
        standings = Standings(of: followed, verdicts, disabled: disabled)
        scale = FeedbackScale(of: followed, readings)
    }

    /// Passes on the terms of the weight of the server at this position, in order; the last weight
    /// is the desired one.
    ///
    /// - Parameter hasYielded: whether the servers yield to the fallback.
    func derive(_ position: Int, at endpoint: Endpoint, hasYielded: Bool, _ visit: Visitor) {
        let server = written.servers[position]
        let verdict = verdicts?[endpoint]
        let written = server.canary?.written ?? server.weight
        visit(.document, written, "weight \(written)")
        visit(.state, server.state == .online ? written : 0, server.stateWords)
        var weight = server.weight(by: verdict)
        if let verdict, verdict.state == .up, let own = verdict.weight, own != written {
            visit(.check, weight == 0 ? 0 : own, "weight \(own): \(verdict.reason)")
        }
        if let canary = server.canary { visit(.canary, weight, canary.words) }
        if scale.isUsed {
            let former = weight
            let isOnline = followed.servers[position].state == .online
            weight = isOnline ? scale.weight(former, of: endpoint) : 0
            visit(.feedback, weight, feedbackWords(former, server, at: endpoint, isOnline))
        }
        let standing = standings[position]
        if standing != .up { weight = 0 }
        visit(.verdict, weight, verdictWords(standing, verdict, of: server, at: endpoint))
        if hasYielded, weight != 0 || standing == .unproven {
            visit(.quorum, 0, "the quorum is lost: the fallback has the service")
        }
    }

    /// Returns the desired weight of a server, and its share: the weight if it works and its
    /// service has its quorum.
    func weight(
        _ position: Int, at endpoint: Endpoint, hasYielded: Bool
    ) -> (share: Int, weight: Int) {
        var result = (share: 0, weight: 0)
        derive(position, at: endpoint, hasYielded: hasYielded) { term, weight, _ in
            if term != .verdict, term != .quorum { result.share = weight }
            result.weight = weight
        }
        return result
    }

    private func feedbackWords(
        _ weight: Int, _ server: RealServer, at endpoint: Endpoint, _ isOnline: Bool
    ) -> String {
        if weight > 0, !isOnline, let reading = readings?[endpoint] {
            return "its agent reports \(reading.wish)" + tail(of: reading)
        }
        return scale.reason(weight, of: endpoint, isAsked: written.hasFeedback(server))
    }

    private func verdictWords(
        _ standing: Standing, _ verdict: Verdict?, of server: RealServer, at endpoint: Endpoint
    ) -> String {
        let check = written.checkType(of: server)
        let hasFailed = verdict?.state == .down && check != nil
        if disabled.contains(endpoint), standing == .down, !hasFailed {
            return "its agent reports down" + tail(of: readings?[endpoint])
        }
        guard let check else { return "not checked, counts as up" }
        if check.type == .off { return "check off" }
        if verdicts == nil { return "nobody checks, counts as up" }
        switch standing {
        case .up: return check.type == .on ? "check on: always up" : "\(verdict?.state ?? .unknown)"
        case .down: return "\(verdict ?? Verdict(.down))"
        case .unproven:
            return "not checked yet: it keeps its present share until then"
        case .withheld: return "waits for its first check to pass"
        }
    }

    private func tail(of reading: FeedbackReading?) -> String {
        guard let reading, !reading.reason.isEmpty else { return "" }
        return ": \(reading.reason)"
    }
}

extension RealServer {
    fileprivate var stateWords: String {
        switch state {
        case .online: "online"
        case .drain: "drained by the operator"
        case .offline: "taken offline by the operator"
        }
    }
}
