import Model
import Speaker
import VRRP

/// Commands of the operator.
extension ElectionKeeper {
    /// The least time limit of a command.
    private static let patience = Duration.seconds(10)

    /// Hands the role of a group over, or of all groups.
    ///
    /// - Parameters:
    ///   - group: the group; nil: all that this node has.
    ///   - node: the next node; nil: the best one.
    ///   - isForced: whether a node that is not ready may be the next one.
    public func handOver(
        _ group: String?, to node: String?, isForced: Bool
    ) async -> FailoverAnswer {
        await answer(group) { status, groups in
            let here = groups.filter { $0.role == .active }
            guard !here.isEmpty else {
                return .failure(self.absence(groups))
            }
            if let node, self.settings?.nodes.contains(node) == false {
                return .failure(Refusal(reason: "cluster.nodes has no node \(node)"))
            }
            for chosen in here {
                let reason = Self.refusal(chosen, to: node, from: status.node, isForced)
                if let reason { return .failure(reason) }
            }
            return .success(
                here.map { .handOver(group: $0.name, to: node, isForced: isForced) })
        } until: { before, groups in
            groups.allSatisfy { group in
                !before.contains { $0.name == group.name && $0.role == .active }
                    || group.role != .active && group.isSettled && self.holder(group) != nil
            }
        }
    }

    /// Puts this node in standby: it keeps the role of a group only as long as no other node can
    /// take it.
    ///
    /// It survives restarts of the controller, the process and the machine. It is refused if no
    /// other node takes the addresses over.
    public func standBy(_ group: String?) async -> FailoverAnswer {
        var wasStandingBy: Set<String> = []
        var answer = await answer(group) { _, groups in
            wasStandingBy = Set(groups.filter(\.isStandingBy).map(\.name))
            for group in groups where group.role == .active && !group.isStandingBy {
                if let reason = self.refusalOfStandby(group) { return .failure(reason) }
            }
            self.standby.add(group)
            return .success([])
        } until: { _, groups in
            groups.allSatisfy {
                $0.isStandingBy && $0.isSettled
                    && ($0.role == .active || self.holder($0) != nil)
            }
        }
        if answer.failure == nil {
            let kept = answer.groups.indices.filter {
                answer.groups[$0].isHere && !wasStandingBy.contains(answer.groups[$0].name)
            }
            for place in kept {
                answer.groups[place].isStandingBy = false
                let all = session?.status?.groups.map(\.name) ?? []
                standby.remove(answer.groups[place].name, of: all)
            }
            if !kept.isEmpty {
                let names = kept.map { answer.groups[$0].name }.joined(separator: ", ")
                answer.failure =
                    "no other node has taken the group \(names) over, so this node is not in "
                    + "standby"
            }
        }
        if answer.failure == nil, let failure = standby.failure {
            answer.failure = "standby ends with the election process: \(failure)"
        }
        return answer
    }

    /// The reason for which the node that has a group can't be put in standby; nil: it may be
    /// possible.
    ///
    /// Another program, or a node that is not heard, may be able to take the addresses over: only
    /// the attempt shows it.
    private func refusalOfStandby(_ group: GroupStatus) -> Refusal? {
        let heard = group.peers.filter { $0.isHeard && $0.role != .stopped }
        guard !heard.isEmpty, !heard.contains(where: \.isCandidate),
            group.programs(settings).isEmpty
        else {
            return nil
        }
        let idle = heard.filter(\.isStandingBy).map(\.node)
        guard idle.isEmpty else {
            let names = idle.joined(separator: ", ")
            return Refusal(
                reason: "\(names) is in standby too; end that with \"ballast resume\" there")
        }
        return Refusal(
            reason: "no other node can take the group \(group.name) over: "
                + heard.map(\.obstacle).joined(separator: ", "))
    }

    /// Ends standby of a group, or of all groups, and lets this node take its role back.
    public func resume(_ group: String?) async -> FailoverAnswer {
        var answer = await answer(group) { _, groups in
            self.standby.remove(group, of: self.session?.status?.groups.map(\.name) ?? [])
            // It also ends a handover on request.
            return .success(groups.map { .resume(group: $0.name) })
        } until: { _, groups in
            groups.allSatisfy {
                !$0.isStandingBy && $0.isSettled
                    && (self.holder($0) != nil || $0.role == .faulty)
            }
        }
        if answer.failure == nil, let failure = standby.failure {
            answer.failure = "standby returns after a restart: \(failure)"
        }
        return answer
    }

    /// Sends requests about groups, and waits for their effect.
    ///
    /// - Parameters:
    ///   - requests: returns the requests for the chosen groups.
    ///   - isDone: whether groups, earlier and now, show the effect.
    private func answer(
        _ name: String?,
        requests: (SpeakerStatus, [GroupStatus]) -> Result<[SpeakerRequest], Refusal>,
        until isDone: ([GroupStatus], [GroupStatus]) -> Bool
    ) async -> FailoverAnswer {
        guard case .election(let settings) = wish else {
            return FailoverAnswer(failure: "the document in force has no failover")
        }
        waiting += 1
        defer { waiting -= 1 }
        session?.nextLook = .now
        wakes.source.yield()
        func chosen() -> [GroupStatus] {
            (session?.status?.groups ?? []).filter { name == nil || $0.name == name }
        }
        guard await awaitStatus(within: Self.patience), let status = session?.status else {
            return FailoverAnswer(
                failure: "the election process does not answer; see ballast status")
        }
        let before = chosen()
        guard !before.isEmpty else {
            return FailoverAnswer(failure: "there is no group \(name ?? "with addresses")")
        }
        switch requests(status, before) {
        case .failure(let refusal):
            return FailoverAnswer(groups: results(before), failure: refusal.reason)
        case .success(let requests):
            do throws(SocketFailure) {
                for request in requests { try session?.connection.send(request) }
            } catch {
                return FailoverAnswer(failure: "\(error)")
            }
        }
        let interval = settings.groups.map(\.interval).max() ?? .zero
        let deadline = ContinuousClock.now + max(Self.patience, interval * 4)
        repeat {
            guard await awaitStatus(within: Self.patience) else { break }
            let groups = chosen()
            if !groups.isEmpty, isDone(before, groups) {
                return FailoverAnswer(groups: results(groups))
            }
        } while ContinuousClock.now < deadline
        return FailoverAnswer(
            groups: results(chosen()), failure: "the nodes have not settled it yet")
    }

    /// A reason against a request.
    private struct Refusal: Error {
        let reason: String
    }

    /// Waits for the second status from now: the first may be the reply to an earlier request.
    private func awaitStatus(within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        let begin = session?.statuses ?? 0
        while (session?.statuses ?? 0) < begin + 2 {
            guard ContinuousClock.now < deadline,
                (try? await Task.sleep(for: .milliseconds(20))) != nil
            else { return false }  // Cancelled: the client is gone.
        }
        return true
    }

    private func results(_ groups: [GroupStatus]) -> [FailoverAnswer.Group] {
        groups.map {
            FailoverAnswer.Group(
                name: $0.name, master: holder($0),
                isHere: $0.role == .active, isStandingBy: $0.isStandingBy)
        }
    }

    /// The node that has a group, or the address of another program; nil: unknown.
    private func holder(_ group: GroupStatus) -> String? {
        group.holder(in: session?.status, settings)
    }

    private func absence(_ groups: [GroupStatus]) -> Refusal {
        let intruders = groups.flatMap(\.peers).filter {
            !$0.isMember && $0.isHeard && $0.role == .active
        }
        if let intruder = intruders.first {
            return Refusal(
                reason: "\(intruder.node) (not in cluster.nodes) has the addresses; stop ballast "
                    + "and ballast-elect there")
        }
        let holders = Set(groups.compactMap(holder)).sorted()
        return Refusal(
            reason: holders.isEmpty
                ? "this node does not have the addresses, and no known node reports them"
                : "this node does not have the addresses; run the command on "
                    + holders.joined(separator: ", "))
    }

    /// The reason why a group can't be handed over; nil: it can.
    private static func refusal(
        _ group: GroupStatus, to node: String?, from own: String?, _ isForced: Bool
    ) -> Refusal? {
        if let node, node == own {
            return Refusal(reason: "this node, \(node), has the addresses already")
        }
        let peers = group.peers.filter { node == nil || $0.node == node }
        if let node, peers.isEmpty { return Refusal(reason: "the node \(node) is not heard") }
        if peers.contains(where: { $0.isCandidate || isForced && $0.canBeForced }) { return nil }
        let heard = peers.filter { node != nil || $0.isHeard && $0.role != .stopped }
        let states = heard.isEmpty ? ["none is heard"] : heard.map(\.obstacle)
        let hint =
            heard.contains(where: \.canBeForced)
            ? "; `--force` hands over all the same, and open connections that a node which is not "
                + "ready does not know end"
            : ""
        let subject = node.map { "the node \($0) can't" } ?? "no other node can"
        return Refusal(
            reason: "\(subject) take the group \(group.name) over: "
                + states.joined(separator: ", ") + hint)
    }
}
