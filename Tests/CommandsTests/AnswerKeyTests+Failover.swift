import Addresses
import Failover
import Model
import Testing

@testable import Commands

extension AnswerKeyTests {
    @Test("every key of the answer to a handover is written")
    func handovers() throws {
        let group = FailoverAnswer.Group(
            name: "web", master: "lb2", isHere: false, isStandingBy: true)
        try verify(.failover, [FailoverAnswer(groups: [group], failure: "no")])
    }

    /// A node with every key.
    static func node(at address: IPAddress) -> NodeExplanation {
        var node = NodeExplanation(Node(name: "lb1", address: address), in: failover)
        node.elections[0].lastHeard = 9
        node.elections[0].unready = ["no"]
        return node
    }

    /// An election with every key.
    static var failover: FailoverStatus {
        var group = FailoverStatus.Group(
            name: "web", role: .master, since: 5, priority: 100, isStandingBy: true,
            master: "lb1")
        group.missing = ["10.0.0.1/24"]
        group.foreign = ["10.0.0.2/24"]
        group.peers = [
            FailoverStatus.Peer(
                node: "lb2", role: .backup, priority: 90, isCandidate: true, hearsThisNode: true)
        ]
        group.peers[0].lastHeard = 6
        group.peers[0].isUnknown = true
        group.peers[0].hasForeignAddresses = true
        group.peers[0].unheard = ["lb3"]
        group.peers[0].twin = "10.0.0.5"
        group.peers[0].lacksController = true
        group.peers[0].isForeign = true
        group.peers[0].isRevoked = true
        group.peers[0].hasOtherAddresses = true
        group.twins = ["10.0.0.6"]
        group.unadvertised = ["51 (IPv4)"]
        group.disputed = ["10.0.0.7 is advertised"]
        group.absent = [FailoverStatus.Absence(node: "lb3", lastHeard: 7)]
        group.programs = [
            FailoverStatus.Program(
                address: "10.0.0.4", node: "lb4", isMaster: true, isRival: false, lastHeard: 8)
        ]
        group.programs[0].virtualRouterID = 51
        group.programs[0].isForeign = true
        group.programs[0].isUnknown = true
        var failover = FailoverStatus(node: "lb1", processID: 4, problems: ["no"])
        failover.isRealTime = true
        failover.isOutdated = true
        failover.longestDelay = 3
        failover.groups = [group]
        failover.links = [
            FailoverStatus.Link(name: "eth0", fault: "it is down", sent: 1, received: 2)
        ]
        failover.links[0].silent = ["lb2"]
        failover.links[0].refused = [
            FailoverStatus.Refused(source: "10.0.0.9", reason: "no", count: 2, isFault: true)
        ]
        failover.gateways = [FailoverStatus.Gateway(address: "10.0.0.3", isReached: true)]
        failover.faults = [NodeFault(reason: "track uplink", weight: 20)]
        failover.awaitsConnections = true
        failover.syncLosses = ["no message of lb2"]
        failover.unready = ["no document is in force"]
        return failover
    }
}
