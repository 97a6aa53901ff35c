import Addresses
import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

/// Faults of the host's network, most of which users of other programs have reported.
@Suite(
    "Recovery of an election process", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct RecoveryTests {
    private static func start(
        _ host: String, on segment: Segment, priority: UInt8,
        _ change: (inout SpeakerSettings) -> Void = { _ in }
    ) throws -> Node {
        let node = try Node(host, on: segment)
        try node.start(try Node.settings(host, priority: priority, change))
        return node
    }

    private static func roles(of node: Node) throws -> [String] {
        try node.history().filter { $0.kind == .role }.compactMap(\.value)
    }

    @Test("a node that can add no address never takes the role from one that has them")
    func noAddress() throws {
        let segment = try Segment()
        for host in ["a", "b"] {
            try segment.on(host, "ip link add d0 type veth peer name d1")
            for end in ["d0", "d1"] { try segment.on(host, "ip link set \(end) up") }
        }
        try segment.on("a", "sysctl -qw net.ipv6.conf.d0.disable_ipv6=1")
        let address = InterfaceAddress(
            interface: "d0", prefix: try #require(Prefix("fd0a::100/64")))
        func change(_ settings: inout SpeakerSettings) {
            settings.groups[0].routers = [RouterSettings(routerID: 51, addresses: [address])]
        }
        let b = try Self.start("b", on: segment, priority: 100, change)
        #expect(try eventually { try b.role() == .active })
        let a = try Self.start("a", on: segment, priority: 150, change)
        #expect(try eventually { try a.role() == .faulty })
        #expect(
            try eventually { try b.status().groups.first?.peers.first?.role == .faulty })
        #expect(try a.history().contains { $0.kind == .addressFailed })
        #expect(try Self.roles(of: a) == ["backup", "active", "faulty"])
        #expect(try Self.roles(of: b) == ["backup", "active"])
        #expect(try b.isHolding(["fd0a::100/64"]))
        try segment.on("a", "sysctl -qw net.ipv6.conf.d0.disable_ipv6=0")
        #expect(
            try eventually { try a.role() == .active && a.isHolding(["fd0a::100/64"]) })
        #expect(try eventually { try segment.lacks("b", ["fd0a::100/64"]) })
    }

    @Test("an interface that was deleted and made again is used again")
    func replacedInterface() throws {
        let segment = try Segment()
        let a = try Self.start("a", on: segment, priority: 150)
        let b = try Self.start("b", on: segment, priority: 100)
        #expect(try eventually { try a.role() == .active && b.role() == .backup })
        for _ in 0..<2 {
            try segment.on("a", "ip link del eth0")
            #expect(try eventually { try b.role() == .active && b.isHolding() })
            #expect(try eventually { try a.role() == .faulty })
            #expect(try a.status().links[0].fault == "there is no such interface")
            try segment.plug("a")
            #expect(
                try eventually {
                    try a.role() == .active && a.isHolding() && b.role() == .backup
                        && segment.lacks("b", Node.addresses)
                })
        }
        #expect(try segment.on("c", "ping -c 1 -W 5 10.9.0.100").contains("1 received"))
    }

    /// keepalived 1283: the returned node took over.
    ///
    /// With short intervals, the packets of its peer waited too long for an answer to ARP. Here its
    /// own report asks for the peer, which learns the answer from the question.
    @Test("a unicast node that was away hears the active one at once")
    func returnedNeighbour() throws {
        let segment = try Segment()
        func change(_ settings: inout SpeakerSettings) {
            settings.links[0].peers = [1, 2].compactMap { IPAddress("10.9.0.\($0)") }
            settings.groups[0].routers.removeLast()
            settings.groups[0].interval = .milliseconds(50)
            settings.groups[0].preempts = false
        }
        let b = try Self.start("b", on: segment, priority: 100, change)
        #expect(try eventually { try b.role() == .active })
        let a = try Self.start("a", on: segment, priority: 150, change)
        for round in 1...5 {
            #expect(
                try eventually {
                    try a.role() == .backup && a.status().groups.first?.peers.first?.role == .active
                })
            try segment.cable(of: "a", isJoined: false)
            #expect(try eventually { try a.role() == .faulty })
            try segment.on("b", "ip neigh flush dev eth0")
            #expect(
                try eventually {
                    try segment.on("b", "ip neigh show 10.9.0.1").contains("INCOMPLETE")
                })
            usleep(UInt32(round) * 150_000)
            try segment.cable(of: "a", isJoined: true)
            #expect(try eventually { try a.role() == .backup })
        }
        #expect(try eventually { try a.status().groups.first?.peers.first?.role == .active })
        #expect(try !Self.roles(of: a).contains("active"))
        #expect(try Self.roles(of: b) == ["backup", "active"])
    }

    /// keepalived 1854: the address was missing after the reload.
    @Test("an address that moves to another group stays on the active node")
    func movedAddress() throws {
        let segment = try Segment()
        var old = try Node.settings("a", priority: 150)
        let moved = try Node.on("10.9.0.101/24")
        var other = GroupSettings(
            name: "other", routers: [RouterSettings(routerID: 60, addresses: [moved])])
        other.interval = old.groups[0].interval
        old.groups.append(other)
        old.groups[1].routers[0].addresses.append(try Node.on("10.9.0.102/24"))
        let a = try Node("a", on: segment)
        try a.start(old)
        let all = Node.addresses + ["10.9.0.101/24", "10.9.0.102/24"]
        #expect(try eventually { try a.isHolding(all) })
        var new = old
        new.groups[1].routers[0].addresses.removeFirst()
        new.groups[0].routers[0].addresses.append(moved)
        var without = old
        without.groups[0].routers[0].addresses += old.groups[1].routers[0].addresses
        without.groups.removeLast()
        for settings in [new, old, without, old, new, without] {
            #expect(try a.request(.settings(settings)) == .accepted)
            #expect(
                try eventually {
                    let groups = try a.status().groups
                    return try a.isHolding(all) && groups.count == settings.groups.count
                        && groups.allSatisfy {
                            $0.role == .active && $0.missing.isEmpty && $0.foreign.isEmpty
                        } && groups.map(\.held).reduce(0, +) == all.count
                })
        }
        a.kill(SIGTERM)
        #expect(try segment.lacks("a", all))
    }
}
