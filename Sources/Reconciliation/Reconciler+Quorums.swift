import Model
import Planning

extension Reconciler {
    /// Judges the quorum of each service anew; one that is lost or regained is an event.
    func judgeQuorums(of spec: Spec) {
        let states = Planning.quorums(
            of: spec, verdicts: verdicts, feedback: feedback, after: lostQuorums)
        let lost = Set(states.lazy.filter(\.value.isLost).map(\.key))
        quorums = states
        guard verdicts != nil, lost != lostQuorums else { return }
        for service in spec.services {
            guard let state = states[service.key],
                state.isLost != lostQuorums.contains(service.key)
            else { continue }
            emit(
                state.isLost ? .quorumLost : .quorumRegained,
                "\(service.name) has \(state.isLost ? "lost" : "regained") its quorum: \(state)")
        }
        lostQuorums = lost
        do {
            try keepQuorums(lost)
        } catch {
            emit(.failed, "\(error)")
        }
    }

    /// Services whose quorum is lost.
    public var servicesWithoutQuorum: Set<ServiceKey> { lostQuorums }
}
