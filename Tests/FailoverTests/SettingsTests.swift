import Addresses
import Model
import Speaker
import TestThreads
import Testing
import VRRP

@testable import Failover

@Suite("Settings of the election", .ownThreads)
struct SettingsTests {
    private func spec(_ change: (inout Failover) -> Void = { _ in }) throws -> Spec {
        var failover = Failover(links: [
            .interface("eth0"), .interface("eth1", unicast: true, hopLimit: 64),
            .serial(device: "/dev/ttyS0", speed: 19_200),
        ])
        change(&failover)
        var spec = Spec()
        spec.cluster = Cluster(
            name: "pair",
            nodes: [
                Node(name: "a", address: IPAddress("10.0.0.1"), priority: 150),
                Node(name: "b", address: IPAddress("10.0.0.2"), priority: 100),
            ], failover: failover)
        spec.virtualAddresses = try ["10.0.0.100/24", "fd00::100/64"].map {
            VirtualAddress(address: try #require(Prefix($0)), interface: "eth0")
        }
        return spec
    }

    private func settings(_ spec: Spec, _ name: String) throws -> SpeakerSettings {
        let node = try #require(spec.cluster?.nodes.first { $0.name == name })
        return try #require(SpeakerSettings(spec, for: node))
    }

    @Test("a node has its name, address and priority, and the links of the document")
    func node() throws {
        let settings = try settings(try spec(), "b")
        #expect(settings.node == "b")
        #expect(settings.nodes == ["a", "b"])
        #expect(settings.address == IPAddress("10.0.0.2"))
        #expect(settings.links.map(\.name) == ["eth0", "eth1", "/dev/ttyS0"])
        #expect(settings.links[0].peers == [])
        #expect(settings.links[0].sources == [])
        #expect(settings.links[1].peers.map(\.description) == ["10.0.0.1", "10.0.0.2"])
        #expect(settings.links[1].sources.map(\.description) == ["10.0.0.2"])
        #expect(settings.links[1].hopLimit == 64)
        #expect(settings.links[2].speed == 19_200)
        #expect(settings.groups.map(\.name) == ["all"])
        #expect(settings.groups.first?.priority == 100)
        #expect(settings.groups.first?.routers.map(\.routerID) == [51, 51])
        #expect(settings.groups.first?.addresses.count == 2)
        try settings.check()
    }

    @Test("the settings of the document are those of each group")
    func group() throws {
        let spec = try spec {
            $0.interval = .milliseconds(100)
            $0.preempts = false
            $0.controllerGrace = .seconds(5)
            $0.announcementPeriod = .zero
            $0.releasesWhenIsolated = false
            $0.password = Secret("ignored")
        }
        let settings = try settings(spec, "a")
        #expect(settings.controllerGrace == .seconds(5))
        let group = try #require(settings.groups.first)
        #expect(group.priority == 150)
        #expect(group.interval == .milliseconds(100))
        #expect(!group.preempts)
        #expect(group.announcementPeriod == nil)
        #expect(!group.releasesWhenIsolated)
        #expect(group.password == nil, "version 3 has no password")
        try settings.check()
    }

    @Test("version 2 has a password")
    func password() throws {
        var spec = try spec {
            $0.version = .two
            $0.password = Secret("secret")
        }
        spec.virtualAddresses.removeLast()
        let settings = try settings(spec, "a")
        #expect(settings.groups.first?.password == "secret")
        #expect(settings.groups.first?.version == .two)
        try settings.check()
    }

    @Test("the keys of the document sign and verify, with its mode and window")
    func authentication() throws {
        let text = String(repeating: "k", count: 32)
        func given(_ window: Duration?) throws -> PacketAuthentication {
            let spec = try spec {
                $0.interval = .seconds(3)
                $0.authentication = FailoverAuthentication(
                    keys: [2, 1].map { FailoverKey(id: $0, secret: Secret(text)) })
                $0.authentication?.mode = .permissive
                $0.authentication?.window = window
                $0.hasVirtualMAC = true
            }
            let settings = try settings(spec, "a")
            try settings.check()
            #expect(settings.groups.first?.hasVirtualMAC == true)
            return try #require(settings.groups.first?.authentication)
        }
        let usual = try given(nil)
        #expect(usual.keys.map(\.id) == [2, 1])
        #expect(usual.keys.map(\.bytes) == [Array(text.utf8), Array(text.utf8)])
        #expect(usual.mode == .permissive)
        #expect(usual.window == .seconds(9))
        #expect(try given(.zero).window == nil)
        #expect(try given(.seconds(1)).window == .seconds(1))
    }

    @Test("nodes without an address have different ranks")
    func ranks() throws {
        var spec = try spec()
        spec.cluster?.nodes[0].address = nil
        spec.cluster?.nodes[1].address = nil
        #expect(try settings(spec, "a").address != settings(spec, "b").address)
    }

    @Test("a document without failover has none")
    func absent() throws {
        var spec = try spec()
        spec.cluster?.failover = nil
        #expect(SpeakerSettings(spec, for: Node(name: "a")) == nil)
    }
}
