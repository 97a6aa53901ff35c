import Addresses
import Model
import Planning
import Testing

@Suite("Validation of failover groups and conditions")
struct FailoverGroupValidationTests {
    private func findings(_ spec: Spec) -> [String] {
        validate(spec).map { "\($0.code.rawValue) \($0.severity.rawValue) \($0.path)" }
    }

    private static let failoverPath = "cluster.failover"

    private static func spec(
        groups: [FailoverGroup] = [], tracks: [FailoverTrack] = [],
        priorities: (UInt8, UInt8) = (150, 100), addresses: [String?] = [nil]
    ) -> Spec {
        var failover = Failover()
        failover.groups = groups
        failover.tracks = tracks
        return Spec(
            cluster: Cluster(
                name: "shop",
                nodes: [
                    Node(name: "one", priority: priorities.0),
                    Node(name: "two", priority: priorities.1),
                ], failover: failover),
            virtualAddresses: addresses.enumerated().map { index, group in
                VirtualAddress(
                    address: Prefix(host: .v4(IPv4Address(rawValue: 0x0a00_0064 + UInt32(index)))),
                    interface: "eth0", group: group)
            })
    }

    @Test("groups have numbers of their own, and names that exist")
    func groups() {
        let good = Self.spec(
            groups: [
                FailoverGroup(name: "a", virtualRouterID: 1, preferredNode: "two"),
                FailoverGroup(name: "b", virtualRouterID: 2, companion: "a"),
            ], addresses: [nil, "b", "a"])
        #expect(findings(good) == [])
        let bad = Self.spec(
            groups: [
                FailoverGroup(name: "a", virtualRouterID: 1, preferredNode: "three"),
                FailoverGroup(name: "b", virtualRouterID: 1, companion: "c"),
                FailoverGroup(name: "c", virtualRouterID: 3, companion: "c"),
            ], addresses: ["a", "b", "c", "d"])
        #expect(
            findings(bad) == [
                "BAL224 error \(Self.failoverPath).groups[0].preferredNode",
                "BAL225 error \(Self.failoverPath).groups[1].virtualRouterId",
                "BAL224 error \(Self.failoverPath).groups[1].together",
                "BAL224 error \(Self.failoverPath).groups[2].together",
                "BAL224 error virtualAddresses[3].group",
            ])
    }

    @Test("a group of an address needs groups, and those need failover")
    func dangling() {
        var spec = Self.spec(addresses: ["a"])
        #expect(findings(spec) == ["BAL224 error virtualAddresses[0].group"])
        spec.cluster = nil
        #expect(findings(spec) == ["BAL224 error virtualAddresses[0].group"])
    }

    @Test("settings that move no address are warnings")
    func idle() {
        let groups = [
            FailoverGroup(name: "a", virtualRouterID: 1),
            FailoverGroup(name: "b", virtualRouterID: 2),
        ]
        let empty = Self.spec(groups: groups)
        #expect(findings(empty) == ["BAL231 warning \(Self.failoverPath).groups[1]"])
        var external = Self.spec(groups: groups, addresses: ["a", "b"])
        external.virtualAddresses[1].isExternal = true
        #expect(
            findings(external) == [
                "BAL231 warning virtualAddresses[1].group",
                "BAL231 warning \(Self.failoverPath).groups[1]",
            ])
        #expect(findings(Self.spec(addresses: [])) == ["BAL231 warning \(Self.failoverPath)"])
    }

    @Test("groups and the routers of groups that move together have limits")
    func limits() {
        func groups(_ count: Int, together: Bool) -> Spec {
            Self.spec(
                groups: (1...count).map {
                    FailoverGroup(
                        name: "g\($0)", virtualRouterID: UInt8($0),
                        companion: together && $0 > 1 ? "g1" : nil)
                }, addresses: (1...count).map { "g\($0)" })
        }
        #expect(findings(groups(64, together: false)) == [])
        #expect(
            findings(groups(65, together: false))
                == ["BAL230 error \(Self.failoverPath).groups"])
        #expect(findings(groups(32, together: true)) == [])
        #expect(
            findings(groups(33, together: true)) == ["BAL230 error \(Self.failoverPath).groups"])
    }

    private static func track(_ weights: [Int?]) -> [FailoverTrack] {
        weights.enumerated().map {
            FailoverTrack(name: "t\($0.offset)", condition: .process("p"), weight: $0.element)
        }
    }

    @Test(
        "deductions exceed the difference of the two highest priorities",
        arguments: [
            ([51], (150, 100), nil), ([50], (150, 100), 0), ([nil], (150, 100), nil),
            ([20, nil, 20], (150, 100), 2), ([30, 21], (150, 100), nil), ([253], (3, 1), 0),
            ([], (150, 100), nil),
        ] as [([Int?], (UInt8, UInt8), Int?)])
    func weights(weights: [Int?], priorities: (UInt8, UInt8), place: Int?) {
        let spec = Self.spec(tracks: Self.track(weights), priorities: priorities)
        let found = findings(spec).filter { $0.contains("track") }
        let expected = place.map { "BAL228 warning \(Self.failoverPath).track[\($0)].weight" }
        #expect(found == [expected].compactMap(\.self))
    }

    @Test("priorities leave room for the deduction of a lost gateway")
    func losses() {
        #expect(findings(Self.spec(priorities: (199, 100))) == [])
        #expect(findings(Self.spec(priorities: (200, 100))) == ["BAL228 warning cluster.nodes"])
        #expect(findings(Self.spec(priorities: (2, 1))) == ["BAL228 warning cluster.nodes"])
    }

    @Test("interfaces of addresses and links are no conditions, nor services that are not there")
    func conditions() {
        func track(_ condition: FailoverTrack.Condition) -> [FailoverTrack] {
            [FailoverTrack(name: "t", condition: condition)]
        }
        let place = "\(Self.failoverPath).track[0]"
        var spec = Self.spec(tracks: track(.interface("eth0")))
        #expect(findings(spec) == ["BAL228 warning \(place).interface"])
        spec = Self.spec(tracks: track(.interface("eth1")))
        #expect(findings(spec) == [])
        spec.cluster?.failover?.links = [.interface("eth0"), .interface("eth1")]
        #expect(findings(spec) == ["BAL228 warning \(place).interface"])
        spec = Self.spec(tracks: track(.services(atLeast: 50)))
        #expect(findings(spec) == ["BAL228 warning \(place).services"])
        spec.services = [
            Service(name: "web", key: "tcp 10.0.0.100:80", servers: [.at("10.1.0.1")])
        ]
        #expect(findings(spec) == [])
    }
}
