import Model
import Planning
import Testing

@Suite("The node of a host")
struct NodeIdentityTests {
    private static let spec = Spec(
        cluster: Cluster(
            name: "shop",
            nodes: [Node(name: "lb1"), Node(name: "lb2", priority: 50), Node(name: "lb2.example")],
            failover: Failover()))

    @Test(
        "--node decides, then the whole host name, then its first label",
        arguments: [
            (nil, "lb1", "lb1"), (nil, "lb1.example", "lb1"), (nil, "lb2.example", "lb2.example"),
            (nil, "lb2.example.org", "lb2"), (nil, "lb3", nil), (nil, "", nil),
            ("lb1", "lb2", "lb1"), ("lb1.example", "lb1", nil), ("lb3", "lb1", nil),
        ] as [(String?, String, String?)])
    func names(name: String?, host: String, expected: String?) {
        #expect(Self.spec.node(named: name, hostName: host)?.name == expected)
        let finding = NodeIdentity(name: name, hostName: host).diagnostic(for: Self.spec)
        #expect((finding == nil) == (expected != nil))
        #expect(finding?.code ?? .unknownHost == .unknownHost)
        #expect(finding?.severity ?? .error == .error)
    }

    @Test("the message names the name that was compared, and the hint the nodes")
    func message() {
        let given = NodeIdentity(name: "x", hostName: "lb1").diagnostic(for: Self.spec)
        #expect(given?.message == "the cluster has no node x")
        #expect(given?.hint?.contains("lb1, lb2, lb2.example") == true)
        let host = NodeIdentity(hostName: "y").diagnostic(for: Self.spec)
        #expect(host?.message.contains("no node y, which is the name of this host") == true)
        #expect(host?.hint?.contains("--node") == true)
    }

    @Test("a host must be a node of a cluster of one too, and of none without nodes")
    func withoutFailover() {
        var spec = Spec(cluster: Cluster(name: "shop", nodes: [Node(name: "lb1")]))
        #expect(NodeIdentity(hostName: "y").diagnostic(for: spec)?.code == .unknownHost)
        #expect(NodeIdentity(hostName: "lb1.example").diagnostic(for: spec) == nil)
        #expect(NodeIdentity(name: "y", hostName: "lb1").diagnostic(for: spec) != nil)
        spec.cluster?.nodes = []
        #expect(NodeIdentity(hostName: "y").diagnostic(for: spec) == nil)
        #expect(NodeIdentity(name: "y", hostName: "lb1").diagnostic(for: spec) == nil)
        #expect(NodeIdentity(name: "y", hostName: "lb1").diagnostic(for: Spec()) == nil)
    }

    @Test("a host must be a node where nodes have networks")
    func withNetworks() {
        let nodes = [Node(name: "lb1", network: NodeNetwork()), Node(name: "lb2")]
        let spec = Spec(cluster: Cluster(name: "shop", nodes: nodes))
        #expect(NodeIdentity(hostName: "y").diagnostic(for: spec)?.code == .unknownHost)
        #expect(NodeIdentity(hostName: "lb2").diagnostic(for: spec) == nil)
    }

    @Test("the number of a node is FNV-1a of its name")
    func numbers() {
        // Values of the reference implementation: http://www.isthe.com/chongo/tech/comp/fnv.
        #expect(Node(name: "a").number == 0xe40c_292c)
        #expect(Node(name: "foobar").number == 0xbf9c_f968)
        #expect(Node(name: "costarring").number == Node(name: "liquid").number)
    }
}
