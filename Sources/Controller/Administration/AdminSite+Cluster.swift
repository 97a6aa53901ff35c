import Admin
import Failover
import Model
import Replication

extension AdminSite {
    /// Executes a command about the election.
    ///
    /// **Errors:** 409: it had no effect, or not all of it.
    func command(
        _ action: FailoverRequest.Action, _ call: APICall
    ) async throws(APIRefusal) -> FailoverAnswer {
        let form = action == .handOver ? APIForm.handover : .standby
        let request = try ChangeRequest(call.body, as: form)
        let answer = await cluster.failovers.answer(
            FailoverRequest(
                action, group: request.group, to: request.node, isForced: request.isForced))
        if let failure = answer.failure { throw APIRefusal(409, .apiCommand, failure) }
        return answer
    }

    /// Gives all nodes the configuration of one of them.
    ///
    /// **Errors:** 409: nothing has changed.
    func synchronize(_ call: APICall) async throws(APIRefusal) -> SyncReport {
        _ = try ChangeRequest(call.body, as: .reason)
        let answer = await cluster.replications.sync(
            PeerRequest(.sync, from: call.text("node")))
        guard answer.isDone else { throw APIRefusal(409, .apiCommand, answer.message) }
        return SyncReport(answer)
    }

    /// The parts of the controller that speak to the other nodes.
    struct Cluster: Sendable {
        let failovers: Failovers
        let replications: Replications
    }
}
