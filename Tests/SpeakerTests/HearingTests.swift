import Addresses
import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

/// Links over which nodes hear each other in part, and other routers with the same number.
@Suite(
    "Links, numbers and names", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct HearingTests {
    /// The state of the only group of a node.
    private func group(_ node: Node) throws -> GroupStatus {
        try #require(try node.status().groups.first)
    }

    /// Nodes `a` and `b`, the first active.
    private func pair(
        on segment: Segment, addresses: [String] = Node.addresses,
        _ change: (inout SpeakerSettings) -> Void = { _ in }
    ) throws -> (Node, Node) {
        let a = try Node("a", on: segment)
        let b = try Node("b", on: segment)
        try a.start(try Node.settings("a", priority: 150, change))
        try b.start(try Node.settings("b", priority: 100, change))
        #expect(
            try eventually {
                try a.isHolding(addresses) && a.role() == .active && b.role() == .backup
            })
        return (a, b)
    }

    @Test(
        "keepalived with the same number and other addresses takes nothing, and is named",
        .enabled(if: Shell.has("keepalived")))
    func namesake() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        try a.start(try Node.settings(priority: 100, beside: .three, .ipv4))
        #expect(try eventually { try a.isHolding([Node.four]) })
        let form = KeepalivedTests.Form(version: .three, family: .ipv4, isUnicast: false)
        let theirs = try Keepalived(
            on: segment, form, priority: 200, addresses: ["10.9.0.222/24"])
        try theirs.start()
        #expect(
            try eventually {
                let strangers = try group(a).strangers
                return strangers.map(\.isForeign) == [true] && strangers.map(\.routerID) == [51]
            })
        #expect(
            try eventually { try a.history().contains { $0.kind == .numberShared } })
        #expect(try segment.has("b", ["10.9.0.222"]))
        #expect(try a.role() == .active)
        #expect(try a.isHolding([Node.four]))
        #expect(try group(a).takeovers == 1)
        theirs.stop(SIGKILL)
        #expect(
            try eventually {
                try a.history().contains { $0.kind == .numberSharedEnded }
            })
    }

    @Test(
        "another program that has one virtual router of two: the other one is named",
        .enabled(if: Shell.has("keepalived")))
    func half() throws {
        let segment = try Segment()
        let form = KeepalivedTests.Form(version: .three, family: .ipv4, isUnicast: false)
        let theirs = try Keepalived(on: segment, form, priority: 200)
        try theirs.start()
        let a = try Node("a", on: segment)
        try a.start(
            try Node.settings("a", priority: 100, interval: .seconds(1)) {
                $0.nodes = ["a"]
                $0.groups[0].releasesWhenIsolated = false
            })
        #expect(
            try eventually {
                try a.role() == .backup && group(a).unadvertised == ["52 (IPv6)"]
            })
        theirs.stop(SIGKILL)
        #expect(try eventually { try a.isHolding() && group(a).unadvertised.isEmpty })
    }

    @Test("a node of another cluster with the same number and other addresses takes nothing")
    func otherCluster() throws {
        let segment = try Segment()
        let (a, b) = try pair(on: segment)
        let other = try Node("c", on: segment)
        try other.start(
            try Node.settings("c", priority: 200) { settings in
                settings.nodes = ["c"]
                settings.address = IPAddress("10.9.0.3") ?? settings.address
                settings.groups[0].routers.removeLast()
                settings.groups[0].routers[0].addresses = [
                    try? Node.on("10.9.0.222/24")
                ].compactMap(\.self)
            })
        #expect(try eventually { try segment.has("c", ["10.9.0.222"]) })
        #expect(
            try eventually { try group(a).peers.contains { $0.isForeign && !$0.isMember } })
        #expect(try a.isHolding() && a.role() == .active && b.role() == .backup)
        #expect(try group(a).takeovers == 1)
        #expect(try segment.has("c", ["10.9.0.222"]))
    }

    @Test("addresses of the two families on interfaces of their own, one without IPv4")
    func families() throws {
        let segment = try Segment()
        for host in ["a", "b"] {
            try segment.on(host, "ip -4 addr flush dev eth1")
            try segment.on(
                host, "ip addr add fd08::\(host == "a" ? 1 : 2)/64 dev eth1 nodad")
        }
        let second = InterfaceAddress(
            interface: "eth1", prefix: try #require(Prefix("fd08::100/64")))
        let (a, b) = try pair(on: segment, addresses: [Node.four, "fd08::100/64"]) { settings in
            settings.links = [LinkSettings(interface: "eth0"), LinkSettings(interface: "eth1")]
            settings.groups[0].routers[1].addresses = [second]
        }
        #expect(try a.status().links.map(\.fault) == [nil, nil])
        // An interface without any address that can send is a fault as before.
        try segment.on("a", "ip -6 addr flush dev eth1")
        #expect(try eventually { try b.isHolding([Node.four, "fd08::100/64"]) })
        #expect(try eventually { try a.role() == .faulty })
    }

    @Test("an edit of `unicast` on one node after the other moves nothing")
    func unicast() throws {
        let segment = try Segment()
        let (a, b) = try pair(on: segment)
        func unicast(_ host: String, _ priority: UInt8) throws -> SpeakerSettings {
            try Node.settings(host, priority: priority) { settings in
                settings.links[0].sources = [settings.address]
                settings.links[0].peers = ["10.9.0.1", "10.9.0.2"].compactMap { IPAddress($0) }
            }
        }
        for (node, settings) in [(a, try unicast("a", 150)), (b, try unicast("b", 100))] {
            #expect(try node.request(.settings(settings)) == .accepted)
            usleep(2_500_000)
            #expect(try a.role() == .active && b.role() == .backup)
            #expect(try segment.lacks("b", Node.addresses))
            #expect(try group(b).takeovers == 0)
        }
    }

    @Test("IPv6 addresses move with those of IPv4 over links of IPv4 unicast alone")
    func dualUnicast() throws {
        let segment = try Segment()
        let (a, b) = try pair(on: segment) { settings in
            settings.links[0].sources = [settings.address]
            settings.links[0].peers = ["10.9.0.1", "10.9.0.2"].compactMap { IPAddress($0) }
        }
        #expect(try a.status().links.map(\.fault) == [nil])
        #expect(try a.status().links.map(\.unsent) == [0])
        #expect(try eventually { try group(b).peers.first?.role == .active })
        #expect(try a.request(.handOver(group: "web", to: "b")) == .accepted)
        #expect(try eventually { try b.isHolding() && segment.lacks("a", Node.addresses) })
        b.kill(SIGKILL)
        #expect(try eventually { try a.isHolding() })
    }

    @Test("addresses of one document alone are named by the backup, and known on both nodes")
    func disputed() throws {
        let segment = try Segment()
        let (a, b) = try pair(on: segment)
        #expect(try group(a).peers.map(\.differing) == [nil])
        let further = try Node.settings("a", priority: 150) { settings in
            settings.groups[0].routers[0].addresses += [try? Node.on("10.9.0.120/24")]
                .compactMap(\.self)
        }
        #expect(try a.request(.settings(further)) == .accepted)
        #expect(
            try eventually {
                try group(b).disputed == ["10.9.0.120 is in that of a alone"]
                    && group(a).peers.first?.differing != nil
                    && group(b).peers.first?.differing != nil
            })
        let same = try Node.settings("b", priority: 100) { settings in
            settings.groups[0].routers[0].addresses += [try? Node.on("10.9.0.120/24")]
                .compactMap(\.self)
        }
        #expect(try b.request(.settings(same)) == .accepted)
        #expect(
            try eventually {
                try group(b).disputed == [] && group(a).peers.first?.differing == nil
            })
    }

    @Test("a link over which nothing is heard is named while the other one works")
    func silentLink() throws {
        let segment = try Segment()
        let (a, b) = try pair(on: segment) {
            $0.links = [LinkSettings(interface: "eth0"), LinkSettings(interface: "eth1")]
        }
        #expect(try group(a).peers.map(\.silentLinks) == [[]])
        for program in ["iptables", "ip6tables"] {
            try segment.on("a", "\(program) -w -A INPUT -i eth1 -p 112 -j DROP")
        }
        #expect(
            try eventually {
                try group(a).peers.map(\.silentLinks) == [["eth1"]]
            })
        #expect(try group(b).peers.map(\.silentLinks) == [[]])
        for program in ["iptables", "ip6tables"] {
            try segment.on("a", "\(program) -w -F INPUT")
        }
        #expect(try eventually { try group(a).peers.map(\.silentLinks) == [[]] })
    }

    @Test("two hosts that run as one node are known on both")
    func twins() throws {
        let segment = try Segment()
        let nodes = try ["a", "b"].map { try Node($0, on: segment) }
        for node in nodes { try node.start(try Node.settings("a", priority: 150)) }
        #expect(
            try eventually {
                try nodes.map { try !group($0).twins.isEmpty } == [true, true]
            })
        #expect(try group(nodes[0]).twins.contains("10.9.0.2"))
    }
}
