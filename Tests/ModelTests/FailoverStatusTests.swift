import Model
import Testing

@Suite("The election in a status")
struct FailoverStatusTests {
    private func group(
        _ role: FailoverStatus.Role, _ peers: [FailoverStatus.Peer] = [], master: String? = nil
    ) -> FailoverStatus.Group {
        var group = FailoverStatus.Group(
            name: "web", role: role, since: 5, priority: 100, isStandingBy: false, master: master)
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
            line(group(.master, [peer(.backup)], master: "lb1"))
                == "failover web: master for 5 s, priority 100, hears lb2 backup 90")
        #expect(
            line(group(.backup, [peer(.master, isCandidate: false)], master: "lb2"))
                == "failover web: backup for 5 s, lb2 has it, priority 100, hears lb2 master 90")
        #expect(
            line(group(.master, [peer(.backup, isCandidate: false)], master: "lb1"))
                == "failover web: master for 5 s, priority 100, hears lb2 backup 90, not ready")
        var alone = group(.master, master: "lb1")
        alone.isStandingBy = true
        #expect(
            line(alone)
                == "failover web: master for 5 s, priority 100, in standby, hears no other node")
    }

    @Test("a node that is not heard is a reason, with the time since then")
    func absent() {
        var lost = group(.master, [peer(.master)], master: "lb1")
        lost.peers[0].isHeard = false
        lost.peers[0].isCandidate = false
        lost.absent = [.init(node: "lb2", lastHeard: 1000), .init(node: "lb3")]
        #expect(
            status([lost]).reasons(at: 58_000) == [
                "failover group web: lb2 has not been heard for 57 s; this node serves, and no"
                    + " other node can take over",
                "failover group web: lb3 has not been heard since the election began; this node"
                    + " serves, and no other node can take over",
            ])
        #expect(
            status([lost]).lines { "\($0) s" } == [
                "failover web: master for 5 s, priority 100, lb2 not heard for 1000 s, "
                    + "lb3 never heard"
            ])
        lost.peers.append(
            .init(
                node: "lb4", role: .backup, priority: 80, isCandidate: true, hearsThisNode: true))
        lost.absent = [.init(node: "lb2", hasStopped: true, lastHeard: 1000)]
        #expect(
            status([lost]).reasons(at: 58_000)
                == ["failover group web: lb2 has stopped its election"])
    }

    @Test("a node that the document does not name is a reason, with the remedy")
    func unknown() {
        var intruder = peer(.backup, isCandidate: false)
        intruder.node = "unknown node 10.0.0.22"
        intruder.isUnknown = true
        let remedy = "stop ballast and ballast-elect there"
        #expect(
            status([group(.master, [intruder], master: "lb1")]).reasons(at: 0) == [
                "failover group web: unknown node 10.0.0.22 (not in cluster.nodes) takes part in "
                    + "the election: \(remedy)"
            ])
        #expect(
            status([group(.master, [intruder], master: "lb1")]).lines { "\($0) s" } == [
                "failover web: master for 5 s, priority 100, hears unknown node 10.0.0.22 backup "
                    + "90, not in cluster.nodes"
            ])
        intruder.role = .master
        #expect(
            status([group(.backup, [intruder], master: intruder.node)]).reasons(at: 0) == [
                "failover group web: unknown node 10.0.0.22 (not in cluster.nodes) has the "
                    + "addresses: \(remedy)"
            ])
        intruder.isHeard = false
        #expect(status([group(.master, [intruder], master: "lb1")]).reasons(at: 0) == [])
    }

    @Test("an address of another program is a reason on its node, and on the others too")
    func foreign() {
        var backup = group(.backup, [peer(.master)], master: "lb2")
        backup.foreign = ["10.0.0.100/32"]
        #expect(
            status([backup]).reasons(at: 9) == [
                "failover group web: another program has 10.0.0.100/32 on this node, which is not "
                    + "master: clients may reach it instead of the master"
            ])
        backup.role = .master
        backup.peers = [peer(.backup)]
        #expect(
            status([backup]).reasons(at: 9) == [
                "failover group web: another program has 10.0.0.100/32 on this node; it stays here "
                    + "when another node takes over"
            ])
        var other = peer(.backup)
        other.hasForeignAddresses = true
        let master = group(.master, [other], master: "lb1")
        #expect(
            status([master]).reasons(at: 9) == [
                "failover group web: another program has addresses of this group on \(other.node), "
                    + "which is not master"
            ])
    }

    @Test("packets of other virtual routers are a reason only where a node is missing")
    func refused() {
        var trouble = status([group(.master, [peer(.backup)], master: "lb1")])
        var link = FailoverStatus.Link(name: "eth0", fault: nil, sent: 1, received: 1)
        link.refused = [
            .init(source: "10.0.0.22", reason: "no key", count: 8, isFault: true),
            .init(source: "10.0.0.9", reason: "router", count: 1, isFault: false),
        ]
        trouble.links = [link]
        trouble.links[0].refused[0].count = 2
        #expect(trouble.reasons(at: 9) == [], "an edit on one node after the other")
        trouble.links = [link]
        let key = "failover link eth0: 8 packets of 10.0.0.22 refused in the last minute: no key"
        #expect(trouble.reasons(at: 9) == [key])
        trouble.groups[0].absent = [.init(node: "lb3")]
        #expect(
            trouble.reasons(at: 9).suffix(2) == [
                key, "failover link eth0: 1 packet of 10.0.0.9 refused in the last minute: router",
            ])
    }

    @Test("another program that has the addresses too is named")
    func program() {
        var split = group(.master, master: "lb1")
        split.programs = [
            .init(
                address: "10.0.0.22", node: nil, isMaster: true, isRival: true, lastHeard: 5)
        ]
        #expect(
            status([split]).reasons(at: 9)
                == ["failover group web: 10.0.0.22 has the addresses too"])
        #expect(
            status([split]).lines { "\($0) s" } == [
                "failover web: master for 5 s, priority 100, 10.0.0.22 without reports, master"
            ])
    }

    @Test("a backup that receives connections first has that in its line, and is healthy")
    func synchronisation() {
        var status = status([group(.backup, [peer(.master)], master: "lb2")])
        status.awaitsConnections = true
        #expect(
            status.lines { "\($0) s" } == [
                "failover web: backup for 5 s, lb2 has it, priority 100, receives the open"
                    + " connections first, hears lb2 master 90"
            ])
        #expect(status.reasons(at: 9) == [])
    }

    @Test("a backup that is not ready has the reasons in its line, and is degraded")
    func unready() {
        let servers = UnreadyReason.servers.sentence
        let table = "cannot read the IPVS table: no memory"
        var status = status([group(.backup, [peer(.master)], master: "lb2")])
        status.unready = [table, UnreadyReason.connections.sentence, servers]
        status.awaitsConnections = true
        #expect(
            status.lines { "\($0) s" } == [
                "failover web: backup for 5 s, lb2 has it, priority 100, receives the open"
                    + " connections first, not ready: \(table); \(servers), hears lb2 master 90"
            ])
        #expect(
            status.reasons(at: 9)
                == ["not ready to take over: \(table)", "not ready to take over: \(servers)"])
        #expect(
            status.reasons(at: 9, beside: [table]) == ["not ready to take over: \(servers)"],
            "it is in the status already")
        status.faults = [NodeFault(reason: table)]
        #expect(
            status.reasons(at: 9)
                == ["not ready to take over: \(servers)", "worse off as a node: \(table)"])
        status.groups = [group(.master, [peer(.backup)], master: "lb1")]
        #expect(status.reasons(at: 9) == ["worse off as a node: \(table)"], "it has the role")
        #expect(
            status.lines { "\($0) s" }.first?.contains("not ready") == false)
    }

    @Test("the part of a node names why it is not ready")
    func explained() {
        var status = status([group(.backup, [peer(.backup, isCandidate: false)])])
        status.unready = ["no document is in force"]
        func unready(_ name: String) -> [String]? {
            NodeExplanation(Node(name: name), in: status).elections.first?.unready
        }
        #expect(unready("lb1") == ["no document is in force"])
        #expect(unready("lb2") == [], "its own status has them")
        status.groups[0].peers[0].isStandingBy = true
        #expect(unready("lb2") == nil)
        status.groups[0].peers = [peer(.backup)]
        #expect(unready("lb2") == nil)
        status.unready = nil
        #expect(unready("lb1") == nil)
    }

    @Test("a healthy election has no reasons, on either node")
    func healthy() {
        #expect(status([group(.master, [peer(.backup)], master: "lb1")]).reasons(at: 9) == [])
        #expect(status([group(.backup, [peer(.master)], master: "lb2")]).reasons(at: 9) == [])
    }

    @Test("each trouble is a reason")
    func reasons() {
        #expect(
            FailoverStatus(problems: ["it ends"]).reasons(at: 9)
                == ["failover: it ends", "failover: no election process runs"])
        #expect(
            status([group(.faulty)]).reasons(at: 9)
                == ["failover group web: this node can't have the addresses"])
        #expect(
            status([group(.master, [peer(.master)])]).reasons(at: 9)
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
            other.reasons(at: 9) == [
                "failover link eth1: it is down", "gateways lost: 10.0.0.4",
                "worse off as a node: track uplink: eth1 is down",
            ])
    }

    @Test("a deaf node, a silent link, a lost controller and a second host are reasons")
    func hearing() {
        var deaf = group(.master, [peer(.backup)], master: "lb1")
        deaf.peers[0].hearsThisNode = false
        deaf.peers[0].unheard = ["lb3"]
        deaf.peers[0].lacksController = true
        deaf.peers[0].twin = "10.0.0.32"
        deaf.twins = ["10.0.0.31"]
        var election = status([deaf])
        election.links = [.init(name: "eth1", fault: nil, sent: 1, received: 0)]
        election.links[0].silent = ["lb2"]
        let reasons = election.reasons(at: 0)
        for text in [
            "failover group web: lb2 does not hear lb1: its packets do not arrive there, or are "
                + "refused",
            "failover group web: lb2 does not hear lb3: its packets do not arrive there, or are "
                + "refused",
            "failover group web: lb2 has no controller, so its checks and tables are old: start it "
                + "there with `systemctl start ballast`",
            "failover group web: two hosts run as the node lb2, one of them at 10.0.0.32: stop "
                + "one, or give it another `--node`",
            "failover group web: another host, 10.0.0.31, runs as the node lb1 too: start it there "
                + "with another `--node`",
            "failover link eth1: lb2 is not heard over it, only over another link",
        ] {
            #expect(reasons.contains(text), "\(reasons)")
        }
        #expect(reasons.count == 6)
        // A node that is not heard says nothing about the others.
        deaf.peers[0].isHeard = false
        deaf.twins = nil
        #expect(status([deaf]).reasons(at: 0).isEmpty)
    }

    @Test("other routers: the same number, the same addresses, a part of the group")
    func routers() {
        func program(_ change: (inout FailoverStatus.Program) -> Void) -> FailoverStatus.Program {
            var program = FailoverStatus.Program(
                address: "10.9.0.3", node: nil, isMaster: true, isRival: false, lastHeard: 0)
            change(&program)
            return program
        }
        var backup = group(.backup, [peer(.master)], master: "lb2")
        func reasons(_ program: FailoverStatus.Program) -> [String] {
            backup.programs = [program]
            return status([backup]).reasons(at: 0)
        }
        #expect(reasons(program { _ in }).isEmpty)
        #expect(
            reasons(
                program {
                    $0.isForeign = true
                    $0.virtualRouterID = 51
                }) == [
                    "failover group web: 10.9.0.3 advertises other addresses with the number 51: "
                        + "choose another virtualRouterId for one of the two"
                ])
        #expect(
            reasons(program { $0.isUnknown = true }) == [
                "failover group web: 10.9.0.3 has the addresses and is no node of the document: "
                    + "stop it, or choose another virtualRouterId"
            ])
        backup.unadvertised = ["51 (IPv4)"]
        #expect(
            reasons(program { _ in }) == [
                "failover group web: 10.9.0.3 advertises a part of the group only: no router has "
                    + "the addresses of virtual router 51 (IPv4); in keepalived, put the instances "
                    + "into one vrrp_sync_group"
            ])
        // A node of another cluster is no unknown node of this one.
        backup = group(.master, [peer(.master)], master: "lb1")
        backup.peers[0].isUnknown = true
        backup.peers[0].isForeign = true
        #expect(
            status([backup]).reasons(at: 0) == [
                "failover group web: lb2 advertises other addresses with the same number: choose "
                    + "another virtualRouterId for one of the two clusters"
            ])
    }
}
