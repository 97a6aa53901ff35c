import Addresses
import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite(
    "Prefix lengths of virtual addresses", .enabled(if: Shell.hasNamespaces), .serialized,
    .ownThreads)
struct AddressLengthTests {
    @Test("a virtual address is no source address, also if it was first on the interface")
    func source() throws {
        let segment = try Segment()
        // The interface of the link has an address, that of the virtual address has none yet.
        try segment.on("a", "ip link add d0 type veth peer name d1")
        for end in ["d0", "d1"] { try segment.on("a", "ip link set \(end) up") }
        let address = InterfaceAddress(
            interface: "d0", prefix: try #require(Prefix("10.20.0.100/24")))
        let a = try Node("a", on: segment)
        try a.start(
            try Node.settings("a", priority: 150) { settings in
                settings.groups[0].routers = [RouterSettings(routerID: 51, addresses: [address])]
            })
        #expect(try eventually { try a.isHolding(["10.20.0.100"]) })
        try segment.on("a", "ip addr add 10.20.0.1/24 dev d0")
        let route = try segment.on("a", "ip route get 10.20.0.9")
        #expect(route.contains("src 10.20.0.1 "), "\(route)")
        #expect(try segment.addresses(of: "a").isSuperset(of: ["10.20.0.100/32", "10.20.0.1/24"]))
    }

    @Test("an address that another program adds with another length stays, and is not doubled")
    func foreign() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Node.settings("a", priority: 150))
        try b.start(try Node.settings("b", priority: 100))
        #expect(try eventually { try a.isHolding() && b.role() == .backup })
        #expect(try segment.addresses(of: "a").contains("10.9.0.100/32"))
        try segment.on("b", "ip addr add \(Node.four) dev eth0")
        a.kill(SIGTERM)
        #expect(try eventually { try b.role() == .active && b.isHolding() })
        #expect(try !segment.addresses(of: "b").contains("10.9.0.100/32"))
        #expect(try b.status().groups.first?.foreign == [Node.four])
        // Without the foreign one the node adds its own.
        try segment.on("b", "ip addr del \(Node.four) dev eth0")
        #expect(
            try eventually { try segment.addresses(of: "b").contains("10.9.0.100/32") })
        b.kill(SIGTERM)
        #expect(try segment.lacks("b", Node.addresses))
    }
}
