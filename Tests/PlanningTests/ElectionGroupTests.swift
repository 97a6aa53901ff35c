import Addresses
import Model
import Planning
import Seeds
import Testing

@Suite("Groups of an election")
struct ElectionGroupTests {
    private static func spec(
        groups: [FailoverGroup] = [], priorities: [UInt8] = [150, 100],
        _ addresses: [VirtualAddress]
    ) -> Spec {
        let nodes = priorities.enumerated().map {
            Node(name: "n\($0.offset)", priority: $0.element)
        }
        var failover = Failover()
        failover.groups = groups
        return Spec(
            cluster: Cluster(name: "shop", nodes: nodes, failover: failover),
            virtualAddresses: addresses)
    }

    private static func virtual(
        _ address: Prefix, _ group: String? = nil, on interface: String = "eth0",
        isExternal: Bool = false
    ) -> VirtualAddress {
        VirtualAddress(
            address: address, interface: interface, isExternal: isExternal, group: group)
    }

    /// Each group as its name, its priority, and its routers with their addresses.
    private func text(_ groups: [ElectionGroup]) -> [String] {
        groups.map { group in
            let routers = group.routers.map { router in
                let list = router.addresses.map { "\($0)" }.joined(separator: ", ")
                return "\(router.group) \(router.routerID): \(list)"
            }
            return "\(group.name) \(group.priority) [\(routers.joined(separator: "; "))]"
        }
    }

    @Test("without groups all addresses of a family are one router, without the external ones")
    func usual() {
        let spec = Self.spec([
            Self.virtual("10.0.0.100/24"),
            Self.virtual("2001:db8::100/64"),
            Self.virtual("10.0.0.102/24", isExternal: true),
            Self.virtual("10.0.0.101/24", on: "eth1"),
            Self.virtual("fe80::1/64"),
        ])
        let routers =
            "[all 51: 10.0.0.100/24 on eth0, 10.0.0.101/24 on eth1; "
            + "all 51: fe80::1/64 on eth0, 2001:db8::100/64 on eth0]"
        #expect(text(spec.electionGroups(of: "n0")) == ["all 150 \(routers)"])
        #expect(text(spec.electionGroups(of: "n1")) == ["all 100 \(routers)"])
        #expect(spec.failoverLinks == [.interface("eth0"), .interface("eth1")])
        var off = spec
        off.cluster?.failover = nil
        #expect(off.electionGroups(of: "n0").isEmpty && off.failoverLinks.isEmpty)
    }

    @Test("addresses without a group are in the first one, and a group without any is left out")
    func placement() {
        let spec = Self.spec(
            groups: [
                FailoverGroup(name: "a", virtualRouterID: 1),
                FailoverGroup(name: "b", virtualRouterID: 2, preferredNode: "n1"),
                FailoverGroup(name: "c", virtualRouterID: 3),
            ],
            [
                Self.virtual("10.0.0.2/24", "b"), Self.virtual("10.0.0.1/24"),
                Self.virtual("10.0.0.3/24", "a"),
            ])
        #expect(
            text(spec.electionGroups(of: "n0")) == [
                "a 150 [a 1: 10.0.0.1/24 on eth0, 10.0.0.3/24 on eth0]",
                "b 100 [b 2: 10.0.0.2/24 on eth0]",
            ])
        #expect(spec.electionGroups(of: "n1").map(\.priority) == [100, 150])
    }

    @Test("groups that move together are one, with the priority of the first")
    func together() {
        let spec = Self.spec(
            groups: [
                FailoverGroup(name: "a", virtualRouterID: 1, preferredNode: "n1"),
                FailoverGroup(name: "b", virtualRouterID: 2),
                FailoverGroup(name: "c", virtualRouterID: 3, companion: "a"),
                FailoverGroup(name: "d", virtualRouterID: 4, companion: "c"),
            ],
            [
                Self.virtual("10.0.0.4/24", "d"), Self.virtual("10.0.0.3/24", "c"),
                Self.virtual("10.0.0.2/24", "b"),
            ])
        #expect(
            text(spec.electionGroups(of: "n0")) == [
                "a 100 [c 3: 10.0.0.3/24 on eth0; d 4: 10.0.0.4/24 on eth0]",
                "b 150 [b 2: 10.0.0.2/24 on eth0]",
            ])
    }

    @Test("links of the document replace the interfaces of the addresses")
    func links() {
        var spec = Self.spec([Self.virtual("10.0.0.1/24")])
        spec.cluster?.failover?.links = [.interface("eth9", unicast: true)]
        #expect(spec.failoverLinks == [.interface("eth9", unicast: true)])
    }

    @Test(
        "the preferred node is first, and those above it move down by one",
        arguments: [
            (nil, [10, 40, 30, 20]), ("n1", [10, 40, 30, 20]), ("n3", [10, 30, 20, 40]),
            ("n2", [10, 30, 40, 20]), ("n0", [40, 30, 20, 10]), ("gone", [10, 40, 30, 20]),
        ] as [(String?, [UInt8])])
    func preference(preferred: String?, expected: [UInt8]) throws {
        let spec = Self.spec(priorities: [10, 40, 30, 20], [])
        let cluster = try #require(spec.cluster)
        let group = FailoverGroup(name: "a", virtualRouterID: 1, preferredNode: preferred)
        #expect(cluster.nodes.map { cluster.priority(of: $0.name, in: group) } == expected)
        #expect(cluster.priority(of: "other", in: group) == 100)
    }

    @Test("the nodes of a group have the priorities of the cluster, the others in their order")
    func permutation() throws {
        for seed in 1...300 {
            var random = SeededNumbers(seed: seed)
            let all = (1...254).map { UInt8($0) }.shuffled(using: &random)
            let priorities = Array(all.prefix(Int.random(in: 1...6, using: &random)))
            let spec = Self.spec(priorities: priorities, [])
            let cluster = try #require(spec.cluster)
            let preferred = random.pick(cluster.nodes).name
            let group = FailoverGroup(name: "a", virtualRouterID: 1, preferredNode: preferred)
            let given = cluster.nodes.map { cluster.priority(of: $0.name, in: group) }
            #expect(given.sorted() == priorities.sorted(), "seed \(seed)")
            let order = zip(cluster.nodes, given).sorted { $0.1 > $1.1 }.map { $0.0.name }
            let usual = cluster.nodes.sorted { $0.priority > $1.priority }.map(\.name)
            #expect(order == [preferred] + usual.filter { $0 != preferred }, "seed \(seed)")
        }
    }
}
