import Model
import Testing

@Suite("Replication in a status")
struct ReplicationStatusTests {
    private func peer(
        _ state: ReplicationStatus.PeerState, isConnected: Bool = true, since: Int64? = 5
    ) -> ReplicationStatus.Peer {
        ReplicationStatus.Peer(
            name: "lb2", addresses: ["10.0.0.22"], isConnected: isConnected, since: since,
            state: state)
    }

    private func status(_ peers: [ReplicationStatus.Peer]) -> ReplicationStatus {
        var status = ReplicationStatus(
            node: "lb1",
            generation: .init(id: "0123456789ab", author: "lb2", number: 7, written: 9))
        status.peers = peers
        return status
    }

    private func lines(_ status: ReplicationStatus) -> [String] { status.lines { "\($0) s" } }

    @Test("a line has the generation, and each peer has one")
    func lines() {
        #expect(
            lines(status([peer(.current)])) == [
                "replication as lb1, generation 7 (0123456789ab) by lb2 9 s ago",
                "peer lb2: has this configuration, connected for 5 s",
            ])
        #expect(
            lines(ReplicationStatus(node: "lb1"))
                == ["replication as lb1, no generation yet, no other node has joined"])
        var differing = peer(.conflict)
        differing.files = ["ballast.yaml", "certs/shop.pem"]
        #expect(
            lines(status([differing])).last
                == "peer lb2: has another configuration, differs in ballast.yaml, certs/shop.pem,"
                + " connected for 5 s")
        #expect(
            lines(status([peer(.unreachable, isConnected: false, since: nil)])).last
                == "peer lb2: can't be reached, never connected")
        #expect(
            lines(status([peer(.unreachable, isConnected: false)])).last
                == "peer lb2: can't be reached, not connected for 5 s")
    }

    @Test("a healthy replication has no reasons")
    func healthy() {
        #expect(status([peer(.current), peer(.unknown)]).reasons == [])
        #expect(ReplicationStatus(node: "lb1").reasons == [])
        var late = peer(.behind)
        late.lag = ReplicationStatus.patience
        #expect(status([late]).reasons == [])
        var elsewhere = status([])
        elsewhere.outside = ["/etc/ssl/ca.pem"]
        #expect(elsewhere.reasons == [])
        #expect(lines(elsewhere).contains { $0.hasSuffix(": /etc/ssl/ca.pem") })
    }

    @Test("each trouble is a reason")
    func reasons() {
        var (late, refusing) = (peer(.behind), peer(.refused))
        late.lag = ReplicationStatus.patience + 1
        refusing.refusal = "no space"
        var trouble = status([late, refusing, peer(.unreachable)])
        trouble.failure = "port 8787 is in use"
        trouble.missing = ["cannot read a.pem: it is missing"]
        trouble.conflict = .init(node: "lb2", files: ["ballast.yaml"])
        #expect(
            trouble.reasons == [
                "replication: port 8787 is in use",
                "replication: this node and lb2 were both edited while apart: ballast.yaml",
                "replication: cannot read a.pem: it is missing",
                "lb2 has an older configuration",
                "lb2 refuses this configuration: no space",
                "lb2 is not replicated to: it can't be reached",
            ])
        #expect(lines(trouble)[1].contains("\"ballast peer sync --from NODE\" decides"))
        var own = status([])
        own.conflict = .init(node: "lb1", files: [])
        #expect(own.reasons.first?.contains("not accepted here") == true)
    }

    @Test("a node that has joined others and has no document yet waits for it")
    func waiting() {
        var status = ReplicationStatus(node: "lb3")
        let none = DocumentStatus(path: "/d")
        #expect(status.wait(for: none) == nil)
        status.peers = [peer(.unknown)]
        #expect(
            status.wait(for: none) == "this node has joined lb2 and waits for its first document")
        #expect(status.wait(for: DocumentStatus(path: "/d", generation: 1, accepted: 5)) == nil)
        #expect(self.status([peer(.current)]).wait(for: none) == nil)
    }

    @Test("another configuration on a node is a reason after a minute, unless the conflict is one")
    func otherConfiguration() {
        var other = peer(.conflict)
        other.lag = 60
        #expect(status([other]).reasons.isEmpty)
        other.lag = 61
        #expect(
            status([other]).reasons == [
                "lb2 has another configuration: \"ballast peer sync --from NODE\" decides"
            ])
    }
}
