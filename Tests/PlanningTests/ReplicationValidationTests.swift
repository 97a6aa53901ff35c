import Addresses
import Model
import Planning
import Testing

@Suite("validation of replication")
struct ReplicationValidationTests {
    private static func spec(
        _ settings: ReplicationSettings? = ReplicationSettings(), nodes: [Node]? = nil
    ) -> Spec {
        let usual = [
            Node(name: "lb1", address: "10.0.0.21", priority: 150),
            Node(name: "lb2", address: "10.0.0.22"),
        ]
        return Spec(
            cluster: Cluster(
                name: "shop", nodes: nodes ?? usual, failover: Failover(), replication: settings),
            virtualAddresses: [VirtualAddress(address: "10.0.0.100/24", interface: "eth0")])
    }

    private static func findings(_ spec: Spec) -> [String] {
        validate(spec).map { "\($0.code.rawValue) \($0.severity.rawValue) \($0.path)" }
    }

    @Test("two nodes with addresses need nothing else")
    func usual() {
        #expect(Self.findings(Self.spec()) == [])
    }

    @Test("a node without an address is a warning")
    func address() {
        var spec = Self.spec()
        spec.cluster?.nodes[1].address = nil
        #expect(Self.findings(spec) == ["BAL236 warning cluster.nodes[1]"])
    }

    @Test("a cluster without another node is a warning")
    func alone() {
        let spec = Self.spec(nodes: [Node(name: "lb1", address: "10.0.0.21")])
        #expect(Self.findings(spec) == ["BAL236 warning cluster.replication"])
    }

    @Test(
        "the identity is a file of its own",
        arguments: ["certs/shop.pem", "./certs//shop.pem", "certs/./shop.pem", "certs/", "..", "."])
    func identity(_ name: String) {
        var spec = Self.spec(ReplicationSettings(identity: name))
        spec.certificates = [NamedCertificate(name: "shop", file: "certs/shop.pem")]
        #expect(Self.findings(spec) == ["BAL237 error cluster.replication.identity"])
    }

    @Test(
        "another directory is another file",
        arguments: ["/certs/shop.pem", "shop.pem", "certs/shop.pem.pem", "../certs/shop.pem"])
    func otherIdentity(_ name: String) {
        var spec = Self.spec(ReplicationSettings(identity: name))
        spec.certificates = [NamedCertificate(name: "shop", file: "certs/shop.pem")]
        #expect(Self.findings(spec) == [])
    }

    /// A proxy on this endpoint beside replication on port 8787.
    private static func proxied(_ endpoint: Endpoint) -> Spec {
        var spec = spec()
        spec.proxies = [
            Proxy(
                name: "p", listen: [endpoint],
                servers: [ProxyServer(name: "a", address: "10.0.0.2", port: 80)])
        ]
        return spec
    }

    @Test(
        "a proxy on the port of a node is an error",
        arguments: ["10.0.0.22:8787", "0.0.0.0:8787"] as [Endpoint])
    func taken(_ endpoint: Endpoint) {
        let found = Self.findings(Self.proxied(endpoint)).filter { $0.hasPrefix("BAL23") }
        #expect(found == ["BAL238 error cluster.replication.port"])
    }

    @Test(
        "another port, address or family is none",
        arguments: ["10.0.0.22:8788", "10.0.0.100:8787", "[::]:8787"] as [Endpoint])
    func free(_ endpoint: Endpoint) {
        let found = Self.findings(Self.proxied(endpoint)).filter { $0.hasPrefix("BAL23") }
        #expect(found == [])
    }

    @Test("a node without an address needs the port on every address")
    func everywhere() {
        var spec = Self.proxied("10.0.0.100:8787")
        spec.cluster?.nodes[0].address = nil
        #expect(Self.findings(spec).contains("BAL238 error cluster.replication.port"))
    }

    @Test("an IPVS service with every port of a node takes the port, one over UDP does not")
    func services() {
        var spec = Self.spec()
        spec.services = [
            Service(
                name: "s", key: "udp 10.0.0.22:8787",
                servers: [RealServer(name: "a", address: "10.0.0.2", port: 80)])
        ]
        #expect(!Self.findings(spec).contains { $0.hasPrefix("BAL238") })
        spec.services[0].key = "tcp 10.0.0.22:8787"
        #expect(Self.findings(spec).contains("BAL238 error cluster.replication.port"))
        spec.services[0].key = "tcp 10.0.0.22:0"
        #expect(Self.findings(spec).contains("BAL238 error cluster.replication.port"))
    }

    @Test("the port of stick tables is another one")
    func tables() {
        var spec = Self.spec()
        spec.cluster?.tableSync = TableSync(port: 8787, identity: "t.pem", authority: "c.pem")
        #expect(Self.findings(spec).contains("BAL238 error cluster.replication.port"))
        spec.cluster?.tableSync?.port = 8849
        #expect(!Self.findings(spec).contains { $0.hasPrefix("BAL238") })
    }

    @Test("a certificate without a file is a warning where it is used")
    func certificate() {
        var spec = Self.spec()
        spec.certificates = [NamedCertificate(name: "shop"), NamedCertificate(name: "unused")]
        #expect(Self.findings(spec) == [])
        spec.sslServices = [
            SSLService(
                name: "t", listen: ["10.0.0.100:443"], certificates: ["shop"],
                backend: .endpoint("10.0.0.2:80"))
        ]
        #expect(Self.findings(spec) == ["BAL239 warning certificates[0]"])
        spec.cluster?.replication = nil
        #expect(Self.findings(spec) == [])
    }

    @Test("this host must be a node of a document that has nodes")
    func identityOfHost() {
        let host = NodeIdentity(hostName: "db1")
        var spec = Self.spec()
        spec.cluster?.failover = nil
        #expect(host.diagnostic(for: spec)?.code == .unknownHost)
        spec.cluster?.replication = nil
        #expect(host.diagnostic(for: spec)?.code == .unknownHost)
        spec.cluster?.nodes = []
        #expect(host.diagnostic(for: spec) == nil)
    }
}
