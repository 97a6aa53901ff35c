import Addresses
import Glibc
import Kernel
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

/// Virtual addresses that a node has and should not have.
@Suite(
    "Addresses on the wrong node", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct ForeignAddressTests {
    private static let address = "10.9.0.100/32"

    /// Two nodes, of which `a` is active.
    private struct Pair {
        let segment: Segment
        let a: Node
        let b: Node

        init(beforeStart: (Segment) throws -> Void = { _ in }) throws {
            segment = try Segment()
            try beforeStart(segment)
            a = try Node("a", on: segment)
            b = try Node("b", on: segment)
            try a.start(try Node.settings("a", priority: 150))
            try b.start(try Node.settings("b", priority: 100))
            #expect(
                try eventually { try a.isHolding() && a.role() == .active && b.role() == .backup })
        }

        /// Whether both nodes know that another program has the address on `b`.
        func isKnown(_ isThere: Bool) throws -> Bool {
            try b.status().groups.first?.foreign == (isThere ? [address] : [])
                && a.status().groups.first?.peers.first?.hasForeignAddresses == isThere
        }
    }

    @Test("an address that another program adds to a backup is reported on both nodes")
    func added() throws {
        let pair = try Pair()
        #expect(try pair.isKnown(false))
        try pair.segment.on("b", "ip addr add \(Self.address) dev eth0")
        #expect(try eventually { try pair.isKnown(true) })
        #expect(
            try pair.b.history().contains {
                $0.kind == .addressForeign && $0.value == "\(Self.address) on eth0"
            })
        #expect(try pair.b.role() == .backup)
        try pair.segment.on("c", "ping -q -c 1 -W 5 10.9.0.100")
        // A handover there and back leaves it, and the report stays.
        _ = try pair.a.request(.standBy(group: nil))
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try eventually { try pair.segment.lacks("a", ["10.9.0.100"]) })
        // It was announced, so the client need not ask for it.
        let ping = try pair.segment.on("c", "ping -q -c 1 -W 1 10.9.0.100")
        #expect(ping.contains("1 received"), "\(ping)")
        _ = try pair.a.request(.resume(group: nil))
        #expect(try eventually { try pair.a.role() == .active && pair.b.role() == .backup })
        #expect(try eventually { try pair.isKnown(true) })
        #expect(try pair.segment.lacks("b", ["fe80::100", "fd09::100"]))
        #expect(try pair.segment.has("b", ["10.9.0.100"]))
        try pair.segment.on("b", "ip addr del \(Self.address) dev eth0")
        #expect(try eventually { try pair.isKnown(false) })
        #expect(try pair.b.history().contains { $0.kind == .addressForeignEnded })
    }

    @Test("an address that another program had before the start is reported too")
    func before() throws {
        let pair = try Pair { try $0.on("b", "ip addr add \(Self.address) dev eth0") }
        #expect(try eventually { try pair.isKnown(true) })
        #expect(try eventually { try pair.b.history().contains { $0.kind == .addressForeign } })
    }

    @Test("an address of Ballast that is on a backup after its release is removed again")
    func left() throws {
        let pair = try Pair()
        _ = try pair.a.request(.standBy(group: nil))
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try eventually { try pair.segment.lacks("a", Node.addresses) })
        let left = InterfaceAddress(
            interface: "eth0", prefix: try #require(Prefix(Self.address)))
        #expect(try within(pair.segment.name("a")) { try AddressKeeper().add(left) })
        #expect(try eventually { try pair.segment.lacks("a", Node.addresses) })
        #expect(try pair.a.status().groups.first?.foreign == [])
        #expect(try pair.a.history().contains { $0.kind == .addressForeign } == false)
    }
}
