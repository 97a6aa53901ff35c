import Addresses
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Virtual MAC addresses", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct VirtualMACTests {
    private static let four = "00:00:5e:00:01:33"
    private static let six = "00:00:5e:00:02:34"
    private static let links = ["vrrp4-51", "vrrp6-52"]

    private static func settings(_ host: String, _ priority: UInt8) throws -> SpeakerSettings {
        try Node.settings(host, priority: priority) { $0.groups[0].hasVirtualMAC = true }
    }

    /// Two nodes, of which `a` is preferred and active, and a client on `c`.
    private struct Pair {
        let segment: Segment
        let a: Node
        let b: Node

        init() throws {
            segment = try Segment()
            a = try Node("a", on: segment)
            b = try Node("b", on: segment)
            try a.start(try settings("a", 150))
            try b.start(try settings("b", 100))
            try expectActive(a, over: b)
        }

        func expectActive(_ one: Node, over other: Node) throws {
            let isSettled = try eventually {
                try one.role() == .active && other.role() == .backup && one.isHolding()
                    && segment.lacks(other.host, Node.addresses)
            }
            let states = [try one.status(), try other.status()]
            #expect(isSettled, "\(states)")
        }

        /// The MAC addresses of the virtual addresses, as the client knows them.
        func neighbours() throws -> String {
            try segment.on("c", "ip neigh show")
        }

        /// Whether both addresses answer.
        func isServed() throws -> Bool {
            for target in ["10.9.0.100", "fd09::100"] {
                // No answer is a failure of the command.
                guard (try? segment.on("c", "ping -c 1 -W 1 \(target)")) != nil else {
                    return false
                }
            }
            return true
        }

        func isUp(_ link: String, on host: String) throws -> Bool {
            try segment.on(host, "ip link show \(link)").contains(",UP")
        }
    }

    private func expectNeighbours(of pair: Pair) throws {
        let neighbours = try pair.neighbours().split(separator: "\n")
        for (address, hardware) in [("10.9.0.100 ", Self.four), ("fd09::100 ", Self.six)] {
            let line = try #require(neighbours.first { $0.hasPrefix(address) })
            #expect(line.contains(hardware), "\(line)")
        }
    }

    @Test("clients keep one MAC address over each change of the role")
    func failover() throws {
        let pair = try Pair()
        #expect(try eventually { try pair.isServed() })
        try expectNeighbours(of: pair)
        #expect(try pair.a.request(.handOver(group: nil, to: "b")) == .accepted)
        try pair.expectActive(pair.b, over: pair.a)
        #expect(try eventually { try pair.isServed() })
        try expectNeighbours(of: pair)
        for link in Self.links {
            #expect(try pair.isUp(link, on: "b"))
            #expect(try !pair.isUp(link, on: "a"), "a backup sends nothing from it")
        }
        #expect(try pair.a.request(.resume(group: nil)) == .accepted)
        try pair.expectActive(pair.a, over: pair.b)
        // Asked again, no other MAC address answers.
        try pair.segment.on("c", "ip neigh flush all")
        #expect(try eventually { try pair.isServed() })
        try expectNeighbours(of: pair)
        #expect(try pair.a.status().links.first?.refused == [:])
        #expect(try pair.b.status().links.first?.refused == [:])
    }

    @Test("advertisements have the virtual MAC address as their sender")
    func frames() throws {
        let pair = try Pair()
        let bridge = try Shell.run("bridge -n \(pair.segment.name("hub")) fdb show br br0")
        for hardware in [Self.four, Self.six] {
            let line = try #require(bridge.split(separator: "\n").first { $0.contains(hardware) })
            #expect(line.contains("dev a0"), "the switch knows the active node")
        }
        pair.a.kill(SIGSTOP)
        #expect(try eventually { try pair.b.role() == .active })
        #expect(
            try eventually {
                try Shell.run("bridge -n \(pair.segment.name("hub")) fdb show br br0")
                    .split(separator: "\n").filter { $0.contains(Self.four) }
                    .allSatisfy { $0.contains("dev b0") }
            })
        pair.a.kill(SIGCONT)
        try pair.expectActive(pair.a, over: pair.b)
    }

    @Test("a killed process leaves interfaces that the next one uses, and removes at its end")
    func killed() throws {
        let pair = try Pair()
        pair.a.kill(SIGKILL)
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try pair.a.isHolding())
        try pair.a.start(try Self.settings("a", 150))
        try pair.expectActive(pair.a, over: pair.b)
        #expect(try eventually { try pair.isServed() })
        pair.a.kill(SIGTERM)
        #expect(try pair.b.isHolding())
        let names = try pair.segment.on("a", "ip -br link")
        #expect(!names.contains("vrrp"), "\(names)")
    }

    @Test("an interface that was made again, and one that was removed, are used again")
    func replaced() throws {
        let pair = try Pair()
        try pair.segment.on("a", "ip link del eth0")
        try pair.segment.plug("a")
        try pair.expectActive(pair.a, over: pair.b)
        #expect(try eventually { try pair.isServed() })
        try pair.segment.on("a", "ip link del vrrp4-51")
        #expect(try eventually { try pair.a.isHolding() && pair.isServed() })
        try expectNeighbours(of: pair)
    }

    @Test("a group changes to virtual MAC addresses and back while it is active")
    func changed() throws {
        let pair = try Pair()
        for hasVirtualMAC in [false, true] {
            var settings = try Self.settings("a", 150)
            settings.groups[0].hasVirtualMAC = hasVirtualMAC
            #expect(try pair.a.request(.settings(settings)) == .accepted)
            #expect(try eventually { try pair.a.isHolding() && pair.isServed() })
            let names = try pair.segment.on("a", "ip -br link")
            #expect(names.contains("vrrp") == hasVirtualMAC)
            #expect(try pair.neighbours().contains(Self.four) == hasVirtualMAC)
        }
    }

    @Test("another interface with the name is left alone, and reported")
    func foreign() throws {
        let segment = try Segment()
        try segment.on("a", "ip link add vrrp4-51 type bridge")
        let a = try Node("a", on: segment)
        try a.start(try Self.settings("a", 150))
        #expect(try eventually { try a.history().contains { $0.kind == .addressFailed } })
        #expect(try segment.on("a", "ip -d link show vrrp4-51").contains("bridge"))
        a.kill(SIGTERM)
        #expect(try segment.on("a", "ip -d link show vrrp4-51").contains("bridge"))
    }
}
