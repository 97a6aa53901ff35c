import Addresses
import Model
import Testing

@Suite("Parts of a document")
struct SpecificationTests {
    @Test("the defaults for a balancer are those that the document does not set, and no others")
    func sysctls() {
        let settings = IPVSSettings(sysctls: [.connectionTracking: 1, .pathMTUDiscovery: 0])
        let defaults = settings.defaultSysctls
        #expect(
            defaults == [
                .connectionReuseMode: 1, .expireNoDestinationConnection: 1,
                .expireQuiescentTemplate: 1,
            ])
        let other = IPVSSettings(sysctls: [.expireQuiescentTemplate: 0]).defaultSysctls
        #expect(other[.expireQuiescentTemplate] == nil)
        // A backup refuses clients with it, so it is the operator's to set.
        #expect(Sysctl.backupOnly.balancerDefault == nil)
    }

    @Test("with connection sync each connection with packets is sent again after a known time")
    func refresh() {
        let sync = ConnectionSync(interface: "eth1")
        var spec = Spec(cluster: Cluster(name: "shop", nodes: [], connectionSync: sync))
        #expect(spec.defaultSysctls[.syncThreshold] == SysctlValue([3, 0]))
        #expect(spec.defaultSysctls[.syncRefreshPeriod] == 10)
        spec.ipvs.sysctls = [.syncThreshold: SysctlValue([3, 50])]
        #expect(spec.defaultSysctls[.syncThreshold] == nil)
        #expect(spec.defaultSysctls[.syncRefreshPeriod] == nil)
        #expect(Spec().defaultSysctls[.syncRefreshPeriod] == nil)
        #expect(ConnectionSync.round(of: 10) == 13_000)
        #expect(ConnectionSync.round(of: 20) == 23_000)
        #expect(ConnectionSync.round(of: 0) == 13_000)
        #expect(ConnectionSync.round(of: 3_600) == 60_000)
    }

    @Test("every default of a sysctl is in its range", arguments: Sysctl.allCases)
    func defaults(_ sysctl: Sysctl) {
        guard let value = sysctl.balancerDefault else { return }
        #expect(value.numbers.count == sysctl.count)
        #expect(value.numbers.allSatisfy(sysctl.range.contains))
    }

    @Test("a server's port is its own, else the service's, else 0")
    func endpoints() throws {
        let address = try #require(IPAddress("10.1.0.1"))
        let web = Service(name: "web", key: try #require(ServiceKey("tcp 10.0.0.1:80")))
        let mark = Service(name: "mark", key: .mark(1, .ipv4))
        let plain = RealServer(name: "one", address: address)
        let other = RealServer(name: "two", address: address, port: 8080, forwarding: .masq)
        #expect(web.endpoint(of: plain).port == 80)
        #expect(web.endpoint(of: other).port == 8080)
        #expect(mark.endpoint(of: plain).port == 0)
        #expect(web.forwarding(of: plain) == .gate)
        #expect(web.forwarding(of: other) == .masq)
    }

    @Test(
        "forwarding in words",
        arguments: [
            (Forwarding.gate, "gate"), (.masq, "masq"), (.ipip, "ipip"),
            (.gre(checksum: .none), "gre"), (.gre(checksum: .checksum), "gre+checksum"),
            (.gue(port: 6080, checksum: .remote), "gue:6080+remote"), (.local, "local"),
        ])
    func forwarding(_ forwarding: Forwarding, _ text: String) {
        #expect(forwarding.description == text)
    }

    @Test("a path is written as one would say it")
    func paths() {
        let path = DocumentPath().key("services").index(0).key("servers").index(2).key("weight")
        #expect(path.description == "services[0].servers[2].weight")
        #expect(DocumentPath().description.isEmpty)
    }

    @Test("diagnostic codes are unique")
    func codes() {
        let codes = DiagnosticCode.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
    }
}
