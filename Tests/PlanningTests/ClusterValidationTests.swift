import Addresses
import Model
import Planning
import Testing

@Suite("Validation of nodes and of addresses")
struct ClusterValidationTests {
    private func findings(_ spec: Spec) -> [String] {
        validate(spec).map { "\($0.code.rawValue) \($0.severity.rawValue) \($0.path)" }
    }

    @Test("two nodes are an error, since nothing decides between them; one is not")
    func roles() {
        var cluster = Cluster(
            name: "shop",
            nodes: [
                Node(name: "one", address: "10.0.0.21", priority: 150),
                Node(name: "two", address: "10.0.0.22"),
            ])
        let found = validate(Spec(cluster: cluster))
        #expect(found.map(\.code) == [.clusterRoles])
        #expect(found.first?.hint?.contains("`external: true`") == true)
        let address = VirtualAddress(
            address: "10.0.0.100/24", interface: "eth0", isExternal: true)
        #expect(validate(Spec(cluster: cluster, virtualAddresses: [address])) == [])
        cluster.nodes.removeLast()
        #expect(validate(Spec(cluster: cluster)) == [])
        #expect(validate(Spec(cluster: Cluster(name: "shop"))) == [])
    }

    @Test("nodes have addresses and priorities of their own, which do not move")
    func nodes() {
        let cluster = Cluster(
            name: "shop",
            nodes: [
                Node(name: "one", address: "10.0.0.21"), Node(name: "two", address: "10.0.0.21"),
                Node(name: "three", address: "10.0.0.1", priority: 3),
                Node(name: "four", address: "0.0.0.9", priority: 4),
            ])
        let spec = Spec(
            cluster: cluster,
            virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")])
        #expect(
            findings(spec) == [
                "BAL220 error cluster.nodes", "BAL221 error cluster.nodes[1].address",
                "BAL221 error cluster.nodes[1].priority", "BAL221 error cluster.nodes[2].address",
                "BAL207 error cluster.nodes[3].address",
            ])
    }

    @Test(
        "a virtual address is one that other hosts can reach",
        arguments: [
            "127.0.0.7/8", "127.0.0.1/32", "0.1.2.3/8", "240.0.0.9/24", "::1/128",
        ] as [Prefix])
    func virtual(_ prefix: Prefix) {
        let spec = Spec(virtualAddresses: [VirtualAddress(address: prefix, interface: "lo")])
        #expect(findings(spec) == ["BAL207 error virtualAddresses[0].address"])
    }

    @Test(
        "a server is a host, and may be a program on this one",
        arguments: [
            ("0.0.0.5", true), ("240.0.0.9", true), ("255.255.255.254", true),
            ("127.0.0.1", false), ("223.255.255.255", false), ("1.0.0.1", false),
        ] as [(IPAddress, Bool)])
    func servers(address: IPAddress, isRefused: Bool) {
        let spec = Spec(
            virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")],
            services: [
                Service(
                    name: "web", key: "tcp 10.0.0.1:80", forwarding: .masq, servers: [.at(address)])
            ])
        #expect(
            findings(spec)
                == (isRefused ? ["BAL207 error services[0].servers[0].address"] : []))
    }

    @Test("a service of every port leaves nothing to a proxy on its address, if it is TCP")
    func everyPort() {
        func spec(_ key: ServiceKey) -> Spec {
            Spec(
                virtualAddresses: [
                    VirtualAddress(address: "10.0.0.1/24", interface: "eth0"),
                    VirtualAddress(address: "10.0.0.2/24", interface: "eth0"),
                ],
                services: [
                    Service(
                        name: "all", key: key, persistence: Persistence(),
                        servers: [.at("10.1.0.1")])
                ],
                proxies: [
                    Proxy(
                        name: "shop", listen: ["10.0.0.2:80", "10.0.0.1:8080"],
                        servers: [ProxyServer(name: "a", address: "10.1.0.9", port: 80)])
                ],
                sslServices: [
                    SSLService(
                        name: "tls", listen: ["10.0.0.1:443"], certificates: ["c"],
                        backend: .proxy("shop"))
                ],
                certificates: [NamedCertificate(name: "c")])
        }
        #expect(
            findings(spec("tcp 10.0.0.1:0")) == [
                "BAL202 error proxies[0].listen[1]", "BAL202 error sslServices[0].listen",
            ])
        #expect(findings(spec("udp 10.0.0.1:0")) == [])
    }

    @Test("a refresh period that the kernel would refuse is out of range")
    func refreshPeriod() {
        #expect(!Sysctl.syncRefreshPeriod.range.contains(2_147_484))
        #expect(Sysctl.syncRefreshPeriod.range.contains(2_147_483))
    }

    @Test("no service has servers or a fallback of the other family beside synchronisation")
    func mixedFamilies() {
        var spec = Spec(
            cluster: Cluster(
                name: "shop", nodes: [Node(name: "one")],
                connectionSync: ConnectionSync(role: .both, interface: "eth1")),
            virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")],
            services: ([80, 81] as [UInt16]).map { port in
                Service(
                    name: "s\(port)", key: .listen(.tcp, Endpoint("10.0.0.1", port: port)),
                    forwarding: .ipip, check: Check(.connect),
                    servers: [.at(port == 80 ? "2001:db8::1" : "10.0.0.11")])
            })
        spec.services[1].fallback = .server(
            address: "2001:db8::2", port: 80, forwarding: .ipip)
        #expect(
            findings(spec).filter { $0.hasPrefix("BAL306") } == [
                "BAL306 error services[0].servers[0].address",
                "BAL306 error services[1].fallback",
            ])
        spec.services = []
        spec.ipvs.sysctls = [.backupOnly: 1]
        #expect(findings(spec) == ["BAL313 warning ipvs.sysctls.backup_only"])
        spec.cluster?.connectionSync?.role = .automatic
        #expect(findings(spec) == [])
        spec.cluster?.failover = Failover(links: [.interface("eth0")])
        #expect(findings(spec).contains("BAL313 warning ipvs.sysctls.backup_only"))
        spec.cluster?.failover = nil
        spec.cluster?.connectionSync?.group = "10.0.0.9"
        spec.ipvs.sysctls = [:]
        #expect(findings(spec) == ["BAL105 error cluster.connectionSync.group"])
    }
    @Test("nodes with the same stick tables have addresses, and no proxy on the same port")
    func tables() {
        var spec = Spec(
            cluster: Cluster(
                name: "shop",
                nodes: [Node(name: "one", address: "10.0.0.21"), Node(name: "two")],
                tableSync: TableSync(identity: "i.pem", authority: "c.pem"),
                failover: Failover(links: [.interface("eth0")])))
        spec.cluster?.nodes[1].priority = 90
        #expect(findings(spec).contains("BAL223 error cluster.nodes[1]"))
        spec.cluster?.nodes[1].address = "10.0.0.22"
        #expect(!findings(spec).contains { $0.contains("BAL223") || $0.contains("tableSync") })
        spec.proxies = [
            Proxy(name: "site", listen: [Endpoint("0.0.0.0", port: 8_849)], servers: [])
        ]
        #expect(
            findings(spec).filter { $0.contains("tableSync") } == [
                "BAL105 error cluster.tableSync.port"
            ])
    }

    @Test(
        "the certificate of tables is not the identity of replication",
        arguments: [("peer.pem", true), ("./peer.pem", true), ("tables.pem", false)])
    func identities(_ file: String, _ isRefused: Bool) {
        let spec = Spec(
            cluster: Cluster(
                name: "shop",
                nodes: [
                    Node(name: "one", address: "10.0.0.21"),
                    Node(name: "two", address: "10.0.0.22"),
                ],
                tableSync: TableSync(identity: file, authority: "c.pem"),
                replication: ReplicationSettings()))
        #expect(
            findings(spec).contains("BAL242 error cluster.tableSync.identity") == isRefused)
    }

    @Test(
        "the last port of the synchronisation is at most 65535",
        arguments: [(65_535, nil, false), (65_535, 2, true), (65_532, 4, false), (65_533, 4, true)]
            as [(UInt16, SysctlValue?, Bool)])
    func ports(first: UInt16, count: SysctlValue?, isRefused: Bool) {
        var spec = Spec(
            cluster: Cluster(
                name: "shop", nodes: [Node(name: "one")],
                connectionSync: ConnectionSync(interface: "eth1", port: first)))
        spec.ipvs.sysctls[.syncPorts] = count
        #expect(
            findings(spec) == (isRefused ? ["BAL105 error cluster.connectionSync.port"] : []))
    }
}
