import Model
import Testing

@Suite("The election in a status")
struct FailoverStatusTests {
    private func group(
        _ role: FailoverStatus.Role, _ peers: [FailoverStatus.Peer] = [], active: String? = nil
    ) -> FailoverStatus.Group {
        var group = FailoverStatus.Group(
            name: "web", role: role, since: 5, priority: 100, isStandingBy: false, active: active)
        group.peers = peers
        return group
    }

    private func peer(
        _ role: FailoverStatus.Role, isCandidate: Bool = true
    ) -> FailoverStatus.Peer {
        FailoverStatus.Peer(
            node: "lb2", role: role, priority: 90, isCandidate: isCandidate, hearsThisNode: true)
    }

    private func status(_ groups: [FailoverStatus.Group]) -> FailoverStatus {
        var status = FailoverStatus(node: "lb1", processID: 4)
        status.groups = groups
        return status
    }

    @Test("a line has the role, its age, the priority and the other nodes")
    func lines() {
        func line(_ group: FailoverStatus.Group) -> String? {
            status([group]).lines { "\($0) s" }.first
        }
        #expect(
            line(group(.active, [peer(.backup)], active: "lb1"))
                == "failover web: active for 5 s, priority 100, hears lb2 backup 90")
        #expect(
            line(group(.backup, [peer(.active, isCandidate: false)], active: "lb2"))
                == "failover web: backup for 5 s, lb2 has it, priority 100, hears lb2 active 90")
        #expect(
            line(group(.active, [peer(.backup, isCandidate: false)], active: "lb1"))
                == "failover web: active for 5 s, priority 100, hears lb2 backup 90, not ready")
        var alone = group(.active, active: "lb1")
        alone.isStandingBy = true
        #expect(
            line(alone)
                == "failover web: active for 5 s, priority 100, in standby, hears no other node")
    }

    @Test("a backup that receives connections first has that in its line, and is healthy")
    func synchronisation() {
        var status = status([group(.backup, [peer(.active)], active: "lb2")])
        status.awaitsConnections = true
        #expect(
            status.lines { "\($0) s" } == [
                "failover web: backup for 5 s, lb2 has it, priority 100, receives the open"
                    + " connections first, hears lb2 active 90"
            ])
        #expect(status.reasons == [])
    }

    @Test("a healthy election has no reasons, on either node")
    func healthy() {
        #expect(status([group(.active, [peer(.backup)], active: "lb1")]).reasons == [])
        #expect(status([group(.backup, [peer(.active)], active: "lb2")]).reasons == [])
    }

    @Test("each trouble is a reason")
    func reasons() {
        #expect(
            FailoverStatus(problems: ["it ends"]).reasons
                == ["failover: it ends", "failover: no election process runs"])
        #expect(
            status([group(.faulty)]).reasons
                == ["failover group web: this node can't have the addresses"])
        #expect(
            status([group(.active, [peer(.active)])]).reasons
                == ["failover group web: lb2 has the addresses too"])
        var other = status([])
        other.links = [
            .init(name: "eth0", fault: nil, sent: 1, received: 1),
            .init(name: "eth1", fault: "it is down", sent: 0, received: 0),
        ]
        other.gateways = [
            .init(address: "10.0.0.3", isReached: true),
            .init(address: "10.0.0.4", isReached: false),
            .init(address: "10.0.0.5", isReached: nil),
        ]
        other.faults = [NodeFault(reason: "track uplink: eth1 is down")]
        #expect(
            other.reasons == [
                "failover link eth1: it is down", "gateways lost: 10.0.0.4",
                "worse off as a node: track uplink: eth1 is down",
            ])
    }
}
