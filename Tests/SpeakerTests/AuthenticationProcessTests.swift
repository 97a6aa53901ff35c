import Addresses
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Election processes with keys", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct AuthenticationProcessTests {
    private static let good = Array(UInt8(0)...31)
    private static let other = Array(UInt8(1)...32)

    private static func settings(
        _ host: String, priority: UInt8, secret: [UInt8]?,
        _ mode: PacketAuthentication.Mode = .enforce
    ) throws -> SpeakerSettings {
        try Node.settings(host, priority: priority) { settings in
            settings.groups[0].authentication = secret.map { secret in
                var authentication = PacketAuthentication(
                    keys: [PacketKey(id: 1, bytes: secret)].compactMap { $0 },
                    interval: settings.groups[0].interval)
                authentication.mode = mode
                return authentication
            }
        }
    }

    /// The reasons for which a node has refused packets on its first link.
    private static func refused(by node: Node) throws -> [String: Int] {
        try node.status().links[0].refused
    }

    @Test("nodes with the same key elect one over both families")
    func election() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Self.settings("a", priority: 150, secret: Self.good))
        try b.start(try Self.settings("b", priority: 100, secret: Self.good))
        #expect(
            try eventually {
                try a.role() == .active && b.role() == .backup && a.isHolding()
                    && a.status().groups.first?.peers.first?.hearsThisNode == true
            })
        #expect(try Self.refused(by: a) == [:])
        #expect(try Self.refused(by: b) == [:])
        a.kill(SIGTERM)
        #expect(try b.isHolding(), "handed over before the end")
        #expect(try b.history().last { $0.kind == .role }?.cause == "handedOver")
    }

    @Test("a node without the key does not take the role, whatever its priority")
    func intruder() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Self.settings("a", priority: 100, secret: Self.good))
        #expect(try eventually { try a.role() == .active })
        try b.start(try Self.settings("b", priority: 254, secret: Self.other))
        #expect(try eventually { try Self.refused(by: a)["signature", default: 0] > 9 })
        #expect(
            try b.request(.settings(Self.settings("b", priority: 254, secret: nil))) == .accepted)
        #expect(try eventually { try Self.refused(by: a)["noTrailer", default: 0] > 9 })
        #expect(try Self.refused(by: b)["surplus", default: 0] > 0)
        #expect(try a.role() == .active)
        #expect(try a.status().groups.first?.peers.isEmpty == true)
        #expect(try a.history().filter { $0.kind == .role }.map(\.value) == ["backup", "active"])
    }

    @Test("a peer whose packets are refused is no longer heard")
    func refusedPeer() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Self.settings("a", priority: 150, secret: Self.good))
        try b.start(try Self.settings("b", priority: 100, secret: Self.good))
        #expect(
            try eventually {
                try a.role() == .active
                    && a.status().groups.first?.peers.first?.isCandidate == true
            })
        let other = try Self.settings("b", priority: 100, secret: Self.other)
        #expect(try b.request(.settings(other)) == .accepted)
        #expect(
            try eventually {
                try a.status().groups.first?.peers.contains(where: \.isHeard) == false
            })
        #expect(try Self.refused(by: a)["signature", default: 0] > 0)
    }

    @Test("nodes adopt a key in three steps without a change of the role")
    func adoption() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Self.settings("a", priority: 150, secret: nil))
        try b.start(try Self.settings("b", priority: 100, secret: nil))
        #expect(try eventually { try a.role() == .active && b.role() == .backup })
        for mode in [PacketAuthentication.Mode.receiveOnly, .permissive, .enforce] {
            for (node, priority) in [(b, UInt8(100)), (a, 150)] {
                let settings = try Self.settings(
                    node.host, priority: priority, secret: Self.good, mode)
                #expect(try node.request(.settings(settings)) == .accepted)
                let received = try [a, b].map { try $0.status().links[0].received }
                #expect(
                    try eventually {
                        try zip([a, b], received).allSatisfy {
                            try $0.status().links[0].received > $1 + 4
                        }
                    })
            }
        }
        #expect(try Self.refused(by: a) == [:])
        #expect(try Self.refused(by: b) == [:])
        #expect(try a.history().filter { $0.kind == .role }.map(\.value) == ["backup", "active"])
        #expect(try b.history().filter { $0.kind == .role }.map(\.value) == ["backup"])
    }

    @Test("packets that another host has recorded and sends again are refused")
    func replay() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        let recorder = try within(segment.name("c")) {
            try RawSocket(
                interface: "eth0", index: Int32(if_nametoindex("eth0")), family: .ipv4)
        }
        try a.start(try Self.settings("a", priority: 150, secret: Self.good))
        try b.start(try Self.settings("b", priority: 100, secret: Self.good))
        #expect(try eventually { try b.role() == .backup && a.role() == .active })
        let node = try #require(IPAddress("10.9.0.1"))
        var recorded: [Datagram] = []
        _ = eventually {
            while case .success(let datagram)? = recorder.receive() {
                if datagram.source == node { recorded.append(datagram) }
            }
            return recorded.count >= 10
        }
        try segment.on("c", "ip addr add 10.9.0.1/32 dev lo")
        for datagram in recorded { try recorder.send(datagram) }
        #expect(
            try eventually {
                try Self.refused(by: b)["replayed", default: 0] >= recorded.count
            })
        #expect(try b.role() == .backup)
        #expect(try a.role() == .active)
    }
}
