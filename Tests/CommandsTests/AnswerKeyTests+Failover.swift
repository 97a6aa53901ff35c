import Failover
import Model
import Testing

@testable import Commands

extension AnswerKeyTests {
    @Test("every key of the answer to a handover is written")
    func handovers() throws {
        let group = FailoverAnswer.Group(
            name: "web", active: "lb2", isHere: false, isStandingBy: true)
        try verify(.failover, [FailoverAnswer(groups: [group], failure: "no")])
    }

    /// An election with every key.
    static var failover: FailoverStatus {
        var group = FailoverStatus.Group(
            name: "web", role: .active, since: 5, priority: 100, isStandingBy: true,
            active: "lb1")
        group.missing = ["10.0.0.1/24"]
        group.foreign = ["10.0.0.2/24"]
        group.peers = [
            FailoverStatus.Peer(
                node: "lb2", role: .backup, priority: 90, isCandidate: true, hearsThisNode: true)
        ]
        var failover = FailoverStatus(node: "lb1", processID: 4, problems: ["no"])
        failover.isRealTime = true
        failover.longestDelay = 3
        failover.groups = [group]
        failover.links = [
            FailoverStatus.Link(name: "eth0", fault: "it is down", sent: 1, received: 2)
        ]
        failover.gateways = [FailoverStatus.Gateway(address: "10.0.0.3", isReached: true)]
        failover.faults = [NodeFault(reason: "track uplink", weight: 20)]
        failover.awaitsConnections = true
        return failover
    }
}
