import Addresses
import Model
import Replication
import Testing

@testable import Commands
@testable import Controller

extension AnswerKeyTests {
    @Test("every key of the answers about peers is written")
    func peers() throws {
        let certificate: [UInt8] = [1, 2, 3]
        let record = PeerRecord(
            name: "lb2", certificate: certificate, addresses: ["10.0.0.22"], since: 5)
        let revoked = record.revoked(at: 9, counting: ["lb2#1": 4])
        try verify(
            .peers, [PeersAnswer([record, revoked], this: "lb1", known: Self.replication)])
        let invitation = PeerInvitation(
            node: "lb1", identity: "/etc/ballast/peer.pem", fingerprint: record.fingerprint,
            isNew: true, token: "abc", expires: 5)
        try verify(.invitation, [InvitationAnswer(invitation, spec: nil)])
        var difference = PeerDifference(to: "lb2", failure: "no")
        difference.heard = 5
        difference.here = Self.replication.generation
        difference.there = Self.replication.generation
        let contents = PeerDifference.Contents(
            mode: 0o640, size: 5, digest: "\(record.fingerprint)")
        difference.files = [.init(path: "a", here: contents, there: contents)]
        difference.document = .init(here: "a\n", there: "b\n")
        difference.documentFailure = "no"
        try verify(.difference, [DifferenceAnswer(difference)])
        try verify(.sync, [SyncReport(SyncAnswer(isDone: true, message: "done"))])
    }

    @Test("the command for the other node has the address and the port of this one")
    func invitations() {
        let invitation = PeerInvitation(
            node: "lb1", identity: "/etc/ballast/peer.pem",
            fingerprint: Fingerprint(certificate: [1]), isNew: true, token: "abc", expires: 5)
        #expect(
            InvitationAnswer(invitation, spec: nil).command == "ballast peer join lb1 --token abc")
        var spec = Spec(
            cluster: Cluster(name: "shop", nodes: [Node(name: "lb1")], replication: .init(port: 9)))
        #expect(
            InvitationAnswer(invitation, spec: spec).command
                == "ballast peer join lb1 --port 9 --token abc")
        spec.cluster?.nodes[0].address = .v4(.init(rawValue: 0x0a00_0015))
        #expect(
            InvitationAnswer(invitation, spec: spec).command
                == "ballast peer join 10.0.0.21 --port 9 --token abc")
    }

    /// A replication with every key.
    static var replication: ReplicationStatus {
        var peer = ReplicationStatus.Peer(
            name: "lb2", addresses: ["10.0.0.22"], isConnected: true, since: 5, state: .refused)
        peer.generation = "0123456789ab"
        peer.lag = 3
        peer.refusal = "no"
        peer.files = ["ballast.yaml"]
        peer.heard = 6
        peer.unaware = ["lb3"]
        var replication = ReplicationStatus(
            node: "lb1",
            generation: .init(id: "0123456789ab", author: "lb1", number: 7, written: 5))
        replication.conflict = .init(node: "lb2", files: ["ballast.yaml"], revoked: "lb3")
        replication.outside = ["/f"]
        replication.missing = ["g"]
        replication.peers = [peer]
        replication.failure = "no"
        replication.isRevoked = true
        return replication
    }
}
