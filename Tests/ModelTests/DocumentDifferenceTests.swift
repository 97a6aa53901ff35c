import Model
import Testing

@Suite("Nodes of other documents in a status")
struct DocumentDifferenceTests {
    private func status(_ change: (inout FailoverStatus.Group) -> Void) -> FailoverStatus {
        var group = FailoverStatus.Group(
            name: "web", role: .backup, since: 5, priority: 100, isStandingBy: false, master: "lb2")
        group.peers = [
            FailoverStatus.Peer(
                node: "lb2", role: .master, priority: 90, isCandidate: false, hearsThisNode: true)
        ]
        change(&group)
        var status = FailoverStatus(node: "lb1", processID: 4)
        status.groups = [group]
        return status
    }

    @Test("addresses of one document alone are a reason, with their names where they are known")
    func addresses() {
        let start = "failover group web: the document of lb2 has other virtual addresses than that"
        let known = status {
            $0.peers[0].hasOtherAddresses = true
            $0.disputed = ["10.0.0.120 is in that of lb2 alone"]
        }
        #expect(known.reasons(at: 9) == ["\(start) of lb1: 10.0.0.120 is in that of lb2 alone"])
        let unknown = status { $0.peers[0].hasOtherAddresses = true }
        #expect(unknown.reasons(at: 9) == ["\(start) of lb1: compare the two documents"])
        // An edit that the other node gets a moment later.
        let fresh = status { $0.disputed = ["10.0.0.120 is in that of lb2 alone"] }
        #expect(fresh.reasons(at: 9) == [])
    }

    @Test("a revoked node is a reason, whatever its role")
    func revoked() {
        let reasons = status { $0.peers[0].isRevoked = true }.reasons(at: 9)
        #expect(reasons.count == 1)
        #expect(reasons[0].hasPrefix("failover group web: lb2 was revoked and takes part"))
    }

    @Test("lost messages of connections are a reason, and an earlier program a line")
    func lossAndProgram() {
        var status = status { _ in }
        status.syncLosses = ["connection sync: no message of lb2 arrives over eth1"]
        #expect(status.reasons(at: 9) == status.syncLosses)
        #expect(status.lines { "\($0) s" }.count == 1)
        status.isOutdated = true
        #expect(
            status.lines { "\($0) s" }.last
                == "failover process: it runs an earlier ballast-elect than the installed one; "
                + "`pkill -TERM -x ballast-elect` replaces it")
    }
}
