import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Nodes that are not heard", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct AbsenceTests {
    private let segment: Segment
    private let a: Node
    private let b: Node

    init() throws {
        segment = try Segment()
        a = try Node("a", on: segment)
        b = try Node("b", on: segment)
    }

    private func peer(of node: Node) throws -> PeerStatus? {
        try node.status().groups.first?.peers.first
    }

    /// Starts both nodes, `a` as the preferred one, and waits until they hear each other.
    private func start() throws {
        try a.start(try Node.settings("a", priority: 150))
        try b.start(try Node.settings("b", priority: 100))
        #expect(
            try eventually {
                try a.role() == .active && b.role() == .backup && peer(of: a)?.isCandidate == true
                    && peer(of: b)?.role == .active
            })
    }

    @Test("a dead node is not heard: it hears nobody, and can't take over")
    func dead() throws {
        try start()
        #expect(try peer(of: b)?.isHeard == true)
        a.kill(SIGKILL)
        #expect(try eventually { try b.role() == .active && b.status().groups[0].isSettled })
        let peer = try #require(try peer(of: b))
        #expect(!peer.isHeard)
        #expect(!peer.hearsThisNode)
        #expect(!peer.isCandidate)
        #expect(peer.age >= .milliseconds(600), "the down interval")
        #expect(try b.history().allSatisfy { $0.kind != .splitBrain })
    }

    @Test("a node that the settings do not name is heard, and gets no role before they name it")
    func unnamed() throws {
        try a.start(try Node.settings("a", priority: 150) { $0.nodes = ["a"] })
        try b.start(try Node.settings("b", priority: 100))
        #expect(
            try eventually {
                try a.role() == .active && peer(of: a)?.hearsThisNode == true
                    && peer(of: b)?.role == .active
            })
        let other = try #require(try peer(of: a))
        #expect(other.node == "unknown node 10.9.0.2")
        #expect(!other.isMember)
        #expect(!other.isCandidate)
        #expect(try a.request(.handOver(group: "web", to: "b")) == .accepted)
        #expect(try eventually { try a.history().contains { $0.kind == .handoverFailed } })
        #expect(try a.role() == .active)
        #expect(
            try a.request(.settings(try Node.settings("a", priority: 150))) == .accepted)
        #expect(
            try eventually {
                let named = try peer(of: a)
                return named?.node == "b" && named?.isMember == true && named?.isCandidate == true
            })
        #expect(try a.request(.handOver(group: "web", to: "b")) == .accepted)
        #expect(try eventually { try a.role() == .backup && b.role() == .active })
    }

    @Test("a group that begins again is heard with its first report")
    func again() throws {
        try a.start(try Node.settings("a", priority: 150))
        try b.start(try Node.settings("b", priority: 100, interval: .milliseconds(10)))
        #expect(try eventually { try b.status().links[0].sent > 1000 && peer(of: a) != nil })
        for number: UInt8 in [61, 51] {
            // One second: as many reports as before would take minutes.
            let settings = try Node.settings("b", priority: 100, interval: .seconds(1)) {
                $0.groups[0].routers[0].routerID = number
                $0.groups[0].routers[1].routerID = number + 1
            }
            #expect(try b.request(.settings(settings)) == .accepted)
            #expect(try eventually { try b.role() == (number == 51 ? .backup : .active) })
        }
        #expect(try eventually { try peer(of: a)?.role == .backup })
        #expect(try eventually { try peer(of: a)?.isCandidate == true })
    }

    @Test("refused packets are counted by sender and reason, and are an event")
    func refused() throws {
        func settings(_ host: String, _ priority: UInt8, _ secret: [UInt8]) throws
            -> SpeakerSettings
        {
            try Node.settings(host, priority: priority) {
                $0.groups[0].authentication = PacketAuthentication(
                    keys: [PacketKey(id: 1, bytes: secret)].compactMap { $0 },
                    interval: $0.groups[0].interval)
            }
        }
        try a.start(try settings("a", 150, Array(0...31)))
        try b.start(try settings("b", 100, Array(1...32)))
        let sentence = "the HMAC of key 1 does not match"
        #expect(
            try eventually {
                try a.status().links[0].refusals.contains {
                    $0.source == "10.9.0.2" && $0.sentence == sentence && $0.isFault && $0.count > 2
                }
            })
        #expect(
            try eventually {
                try a.history().contains {
                    $0.kind == .refused && $0.subject == "eth0"
                        && $0.value == "10.9.0.2: \(sentence)"
                }
            })
        #expect(try a.status().groups[0].peers == [])
    }

    @Test("a link that is opened for the first time is no recovery")
    func firstStart() throws {
        try start()
        #expect(try a.history().allSatisfy { $0.kind != .linkUp })
    }

    @Test("a node in standby reports it")
    func standby() throws {
        try start()
        #expect(try b.request(.standBy(group: nil)) == .accepted)
        #expect(try eventually { try peer(of: a)?.isStandingBy == true })
        #expect(try peer(of: a)?.isCandidate == false)
        #expect(try b.request(.resume(group: nil)) == .accepted)
        #expect(try eventually { try peer(of: a)?.isStandingBy == false })
    }
}
