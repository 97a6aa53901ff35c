import Addresses
import Model

/// Returns the state of each quorum; its only memory is the set of lost quorums.
///
/// A quorum is lost when a server has failed and the rest, unproven servers included, weighs less
/// than `low`. It is regained at `high`, or when all online servers work. Servers that the operator
/// takes offline, or that their agents drain, do not count: they never lose a quorum.
///
/// **Shape:** services of the document that have a quorum; empty where no checks run.
public func quorums(
    of spec: Spec, verdicts: Verdicts?, feedback: FeedbackReadings? = nil,
    after lost: Set<ServiceKey>
) -> [ServiceKey: QuorumState] {
    guard let verdicts else { return [:] }
    var states: [ServiceKey: QuorumState] = [:]
    for service in spec.services where states[service.key] == nil {
        guard let quorum = service.quorum else { continue }
        let readings = feedback?[service.key]
        let weights = Standings(
            of: service.following(readings), verdicts[service.key] ?? [:],
            disabled: service.disabled(by: readings)
        ).weights
        states[service.key] = QuorumState(
            quorum, weights, wasLost: lost.contains(service.key))
    }
    return states
}

extension QuorumState {
    init(_ quorum: Quorum, _ weights: StandingWeights, wasLost: Bool) {
        let total = weights.up + weights.down + weights.unproven
        let low = quorum.low.weight(of: total)
        let high = max(low, quorum.high.weight(of: total))
        let isWhole = weights.down == 0 && weights.unproven == 0
        let isLost =
            wasLost
            ? weights.up < high && !isWhole
            : weights.down > 0 && weights.up + weights.unproven < low
        self.init(isLost: isLost, available: weights.up, total: total, low: low, high: high)
    }
}
