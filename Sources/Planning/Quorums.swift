import Addresses
import Model

/// Where each service with a quorum stands: a machine whose only memory is which were lost.
///
/// A quorum is lost when a checked server has failed and the rest, those included that were not
/// checked yet, weighs less than `low`. It is regained at `high`, or when all that is to be online
/// works. What the operator takes offline, or an agent drains, loses none.
///
/// **Shape:** services of the document that have a quorum; none where nobody checks.
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

/// What the servers that are to be online weigh, by what is known of them.
struct StandingWeights: Sendable, Hashable {
    /// Those that work.
    var up = 0
    /// Those that have failed.
    var down = 0
    /// Those that were not checked yet.
    var unproven = 0
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
