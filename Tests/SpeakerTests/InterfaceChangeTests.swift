import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

/// Interfaces that change under an election.
@Suite(
    "Changes of interfaces", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct InterfaceChangeTests {
    private static func pair() throws -> (segment: Segment, a: Node, b: Node) {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Node.settings("a", priority: 150))
        try b.start(try Node.settings("b", priority: 100))
        #expect(
            try eventually { try a.isHolding() && a.role() == .active && b.role() == .backup })
        return (segment, a, b)
    }

    /// keepalived 2298, 1112: the old address in each announcement.
    @Test("a new MAC address is announced at once, to neighbours that know the old one")
    func hardwareAddress() throws {
        let (segment, a, b) = try Self.pair()
        try segment.on("c", "ping -q -c 1 -W 5 10.9.0.100")
        func known() throws -> String { try segment.on("c", "ip neigh show 10.9.0.100") }
        try segment.on("a", "ip link set eth0 address 02:00:00:00:00:aa")
        #expect(try eventually { try known().contains("02:00:00:00:00:aa") })
        try segment.on("b", "ip link set eth0 address 02:00:00:00:00:bb")
        _ = try a.request(.standBy(group: nil))
        #expect(try eventually { try b.isHolding() && known().contains("02:00:00:00:00:bb") })
    }

    /// keepalived 2574: the address stays on both nodes.
    @Test(
        "addresses leave an interface that has another name",
        arguments: [
            "ip link set eth0 name lan0",
            "ip -batch - <<< $'link set eth0 down\nlink set eth0 name lan0\nlink set lan0 up'",
        ])
    func name(command: String) throws {
        let (segment, a, b) = try Self.pair()
        do {
            try segment.on("a", "bash -c \"\(command)\"")
        } catch {
            // Older kernels rename no interface that is up.
            guard !command.contains("batch") else { throw error }
            return
        }
        #expect(try eventually { try b.isHolding() && b.role() == .active })
        #expect(try eventually { try segment.lacks("a", Node.addresses) })
        #expect(try a.role() == .faulty)
    }

    @Test("addresses of an earlier process leave an interface that has another name since")
    func nameBeforeStart() throws {
        let (segment, a, b) = try Self.pair()
        a.kill(SIGKILL)
        let batch = "link set eth0 down\nlink set eth0 name lan0\nlink set lan0 up"
        try segment.on("a", "bash -c \"ip -batch - <<< $'\(batch)'\"")
        #expect(try segment.has("a", ["10.9.0.100"]))
        try a.start(try Node.settings("a", priority: 150))
        #expect(try eventually { try segment.lacks("a", Node.addresses) && b.isHolding() })
    }

    /// keepalived 392, 776, 2519: a change of the network is lost.
    @Test("an address that is removed while notices of the kernel are lost is added again")
    func lostNotices() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        try a.start(try Node.settings("a", priority: 150, interval: .seconds(4)))
        #expect(try eventually { try a.isHolding() && a.role() == .active })
        a.kill(SIGSTOP)
        try segment.on(
            "a",
            """
            bash -c 'for i in {0..15}; do for j in {1..250}; do \
            echo "addr add 10.77.$i.$j/32 dev eth1"; done; done | ip -batch -; \
            ip addr del 10.9.0.100/32 dev eth0'
            """)
        a.kill(SIGCONT)
        #expect(try eventually { try a.isHolding() })
        #expect(try a.role() == .active)
        #expect(try a.status().groups.first?.takeovers == 1, "it was not starved")
    }

    /// keepalived 1847, 2681: the socket stays open, and hears nothing.
    @Test("a node hears the others again after its interface has left the multicast group")
    func membership() throws {
        let (segment, a, b) = try Self.pair()
        let group = "ff020000000000000000000000000012"
        func isMember() throws -> Bool {
            try segment.on("b", "cat /proc/net/igmp6").split(separator: "\n").contains {
                $0.contains("eth0") && $0.contains(group)
            }
        }
        #expect(try isMember())
        // Below 1280 bytes the kernel deletes the part for IPv6.
        try segment.on("b", "ip link set eth0 mtu 1200")
        #expect(try !isMember())
        usleep(500_000)
        try segment.on("b", "ip link set eth0 mtu 1500")
        #expect(try eventually { try isMember() })
        #expect(try eventually { try b.status().links.first?.fault == nil })
        #expect(try a.role() == .active && b.role() == .backup)
    }

    @Test("an IPv6 address on an interface without IPv4 needs no IPv4 there")
    func families() throws {
        let segment = try Segment()
        for host in ["a", "b"] { try segment.on(host, "ip -4 addr flush dev eth1") }
        let six = InterfaceAddress(interface: "eth1", prefix: try Node.on("fd0b::100/64").prefix)
        func change(_ settings: inout SpeakerSettings) {
            settings.groups[0].routers[1].addresses = [six]
            settings.links.append(LinkSettings(interface: "eth1"))
        }
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Node.settings("a", priority: 150, change))
        try b.start(try Node.settings("b", priority: 100, change))
        let all = [Node.four, "fd0b::100/64"]
        #expect(try eventually { try a.isHolding(all) && b.role() == .backup })
        #expect(try a.status().links.allSatisfy { $0.fault == nil })
        a.kill(SIGKILL)
        #expect(try eventually { try b.isHolding(all) })
    }

    /// keepalived 497: the node stays master without the address.
    @Test("a node whose interface loses IPv6 gives the role to one that has all addresses")
    func lostFamily() throws {
        let (segment, a, b) = try Self.pair()
        try segment.on("a", "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1")
        #expect(try eventually { try b.role() == .active && b.isHolding() })
        #expect(try eventually { try a.role() == .backup })
        #expect(try a.status().groups.first?.priority == 1)
        try segment.on("a", "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0")
        #expect(try eventually { try a.role() == .active && a.isHolding() })
    }

    @Test("many announcements over a slow interface delay no advertisement")
    func slowInterface() throws {
        let segment = try Segment()
        let many = try (0..<1000).map { try Node.on("10.9.\(4 + $0 / 250).\($0 % 250 + 1)/16") }
        func change(_ settings: inout SpeakerSettings) {
            settings.groups[0].routers = [RouterSettings(routerID: 51, addresses: many)]
            settings.links.append(LinkSettings(interface: "eth1"))
        }
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        for host in ["a", "b"] {
            try segment.on(
                host, "tc qdisc add dev eth0 root tbf rate 1mbit burst 3000 limit 4000000")
        }
        try a.start(try Node.settings("a", priority: 150, change))
        try b.start(try Node.settings("b", priority: 100, change))
        #expect(try eventually { try a.role() == .active && a.status().groups[0].held == 1000 })
        usleep(5_000_000)
        for node in [a, b] {
            let starved = try node.history().filter { $0.kind == .starved }
            #expect(starved.isEmpty, "\(starved)")
        }
        #expect(try a.status().groups[0].takeovers == 1)
        #expect(try a.role() == .active && b.role() == .backup)
    }
}
