import Addresses
import Model
import Planning
import Testing

/// A service of IPVS and a proxy of HAProxy that take each other's place.
@Suite("Handover between layer 4 and layer 7")
struct LayerHandoverTests {
    private static let key: ServiceKey = "tcp 10.0.0.1:80"
    private static let place: Endpoint = "10.0.0.1:80"
    private static let server: Endpoint = "10.1.0.1:80"

    private static func service(_ key: ServiceKey = key) -> Service {
        Service(
            name: "web", key: key, check: Check(.connect),
            servers: [.at("10.1.0.1", port: 80), .at("10.1.0.2", port: 80)])
    }

    private static func proxy(_ listen: Endpoint = place) -> Proxy {
        Proxy(
            name: "web", listen: [listen],
            servers: [ProxyServer(name: "a", address: "10.1.0.1", port: 80)])
    }

    /// A loop beside an HAProxy that serves clients there.
    private static func loop(_ listening: Set<Endpoint> = [place]) -> Loop {
        var loop = Loop(
            Observed(interfaces: World.interfaces), now: Moment(milliseconds: 1_000), verdicts: [:])
        loop.listening = listening
        loop.served = listening
        return loop
    }

    /// A host with the address, whose kernel ends connections of servers that are gone.
    private static let host: Observed = {
        var host = Observed(interfaces: World.interfaces)
        let address = InterfaceAddress(interface: "eth1", prefix: "10.0.0.1/32")
        host.addresses[address] = .foreign
        host.sysctls[.expireNoDestinationConnection] = 1
        return host
    }()

    private static let up: Verdicts = [key: [server: Verdict(.up)]]

    @Test("a service in the place of a proxy is made once a server is proven, servers and all")
    func serviceInstead() throws {
        let spec = Spec(services: [Self.service()])
        var loop = Self.loop()
        var onTrial = Verdict(.up)
        onTrial.trial = 1
        for verdict in [Verdict(.unknown), Verdict(.down), onTrial] {
            loop.verdicts = [Self.key: [Self.server: verdict]]
            for _ in 0..<2 {
                let plan = try loop.pass(spec)
                #expect(plan.steps.isEmpty && plan.outages.isEmpty)
                #expect(plan.waiting == [.service(Self.key)])
                #expect(
                    plan.handovers.map { $0.sentence(spec.services[0]) } == [
                        "web: the proxy at 10.0.0.1:80 stays in service until one of 10.1.0.1 and "
                            + "10.1.0.2 has passed its checks"
                    ])
            }
        }
        loop.verdicts = Self.up
        let plan = try loop.pass(spec)
        #expect(plan.handovers.isEmpty && plan.waiting.isEmpty)
        let made = loop.host.state.services[Self.key]?.destinations[Self.server]
        #expect(made?.destination.weight == 1)
        // Once it is made, its servers may fail.
        loop.verdicts = [Self.key: [Self.server: Verdict(.down)]]
        try loop.pass(spec)
        #expect(loop.host.state.services[Self.key] != nil)
    }

    @Test(
        "the proxy is waited for only where it has the clients of a service that needs proof",
        arguments: [
            "atOnce", "off", "unchecked", "start", "udp", "mark", "port", "address", "nobody",
        ])
    func others(_ change: String) throws {
        var service = Self.service()
        var loop = Self.loop()
        switch change {
        case "atOnce": service.handover = .atOnce
        case "off": service.check = nil
        case "unchecked": loop.verdicts = nil
        case "start": service.check?.start = .up
        case "udp": service.key = "udp 10.0.0.1:80"
        case "mark": service.key = .mark(7, .ipv4)
        case "port": service.key = "tcp 10.0.0.1:81"
        case "address": service.key = "tcp 10.0.0.2:80"
        default: loop.listening = []
        }
        let plan = try loop.pass(Spec(services: [service]))
        #expect(loop.host.state.services[service.key] != nil)
        #expect(plan.handovers.isEmpty)
        // An operator who insists is shown what follows.
        #expect(plan.outages == (change == "atOnce" ? [service.key] : []))
    }

    @Test("wildcards, every port, IPv6, servers that are taken out by hand")
    func places() throws {
        for (key, listen) in [
            (Self.key, "0.0.0.0:80"), ("tcp 10.0.0.1:0", "10.0.0.1:443"),
            ("tcp [2001:db8::1]:80", "[2001:db8::1]:80"), ("tcp [2001:db8::1]:80", "[::]:80"),
        ] as [(ServiceKey, Endpoint)] {
            var loop = Self.loop([listen])
            var spec = Spec(services: [Self.service(key)])
            #expect(try loop.pass(spec).handovers.map(\.proxy) == [listen])
            for number in spec.services[0].servers.indices {
                spec.services[0].servers[number].state = .offline
            }
            #expect(try loop.pass(spec).handovers.map(\.proxy) == [listen])
            spec.services[0].handover = .atOnce
            #expect(try loop.pass(spec).outages == [key])
        }
        // A listener for IPv4 has no clients of IPv6.
        var loop = Self.loop(["0.0.0.0:80"])
        let six = Spec(services: [Self.service("tcp [2001:db8::1]:80")])
        #expect(try loop.pass(six).handovers.isEmpty)
    }

    @Test("beside a proxy that stays only a service that was never made waits")
    func wildcard() throws {
        let any: Endpoint = "0.0.0.0:80"
        let spec = Spec(services: [Self.service()], proxies: [Self.proxy(any)])
        var loop = Self.loop([any])
        for _ in 0..<2 { #expect(try loop.pass(spec).handovers.count == 1) }
        loop.verdicts = Self.up
        try loop.pass(spec)
        #expect(loop.host.state.services[Self.key] != nil)
        // The host starts again: its servers fail, and the service is there all the same.
        loop.host = SimulatedHost(Observed(interfaces: World.interfaces))
        loop.verdicts = [Self.key: [Self.server: Verdict(.down)]]
        #expect(try loop.pass(spec).handovers.isEmpty)
        #expect(loop.host.state.services[Self.key] != nil)
    }

    @Test("a service goes once the proxy in its place has a proven server")
    func proxyInstead() throws {
        var loop = Self.loop([])
        loop.verdicts = Self.up
        try loop.pass(Spec(services: [Self.service()]))
        let spec = Spec(proxies: [Self.proxy()])
        loop.provenProxies = []
        let check = "a server of the proxy there passes its check"
        for (isThere, words) in [(false, "HAProxy listens there, and \(check)"), (true, check)] {
            loop.served = isThere ? [Self.place] : []
            let plan = try loop.pass(spec)
            #expect(plan.steps.isEmpty && plan.waiting == [.service(Self.key)])
            #expect(plan.notes.contains("\(Self.key) stays until \(words)"))
        }
        loop.provenProxies = [Self.place]
        try loop.pass(spec)
        #expect(loop.host.state.services.isEmpty)
    }

    @Test("while the servers of a service drain, HAProxy has its new clients by IPVS")
    func drained() throws {
        let host = Self.host
        var loop = Loop(host, now: Moment(milliseconds: 1_000), verdicts: Self.up)
        try loop.pass(Spec(services: [Self.service()]))
        loop.host.setConnections(
            ConnectionCounts(active: 1), at: Self.server, of: Self.key)
        let spec = Spec(proxies: [Self.proxy()])
        func weights() -> [Endpoint: Int]? {
            loop.host.state.services[Self.key]?.destinations.mapValues(\.destination.weight)
        }
        let first = try loop.pass(spec)
        #expect(first.outages.isEmpty && weights()?[Self.place] == 1)
        for _ in 0..<2 {
            try loop.pass(spec)
            #expect(weights() == [Self.place: 1, Self.server: 0])
        }
        loop.host.setConnections(ConnectionCounts(), at: Self.server, of: Self.key)
        let last = try loop.pass(spec)
        #expect(last.steps.last == .ipvs(.removeService(Self.key)) && weights() == nil)
        // Where the kernel would drop the packets of HAProxy's clients, all end at once.
        loop.host = SimulatedHost(host)
        try loop.pass(Spec(services: [Self.service()]))
        loop.host.state.sysctls[.expireNoDestinationConnection] = 0
        try loop.pass(spec)
        #expect(weights() == nil)
    }

    @Test("while HAProxy can't be added to a service, the servers keep their clients")
    func refusedPlace() throws {
        let host = Self.host
        var loop = Loop(host, now: Moment(milliseconds: 1_000), verdicts: Self.up)
        try loop.pass(Spec(services: [Self.service()]))
        loop.host.setConnections(ConnectionCounts(active: 1), at: Self.server, of: Self.key)
        loop.host.refusal = { step in
            guard case .server(Self.place, _) = step.subject else { return nil }
            return HostFailure(operation: step.operation, reason: "out of memory")
        }
        let spec = Spec(proxies: [Self.proxy()])
        for _ in 0..<3 {
            let observed = try loop.observed()
            let desired = loop.desired(spec)
            let plan = plan(from: observed, to: desired)
            let outcomes = loop.host.apply(Array(plan.growth))
            let rest = plan.reduction(after: outcomes, observed: observed, desired: desired)
            _ = loop.host.apply(rest.steps)
            let found = loop.host.state.services[Self.key]?.destinations[Self.server]
            #expect(found?.destination.weight == 1)
        }
    }

    @Test("a service and a proxy that change places wait for proof, and not for each other")
    func swap() throws {
        let other: ServiceKey = "tcp 10.0.0.2:80"
        let far: Endpoint = "10.0.0.2:80"
        var loop = Self.loop()
        loop.verdicts = [other: [Self.server: Verdict(.up)]]
        let before = Spec(services: [Self.service(other)], proxies: [Self.proxy()])
        try loop.pass(before)
        let after = Spec(services: [Self.service()], proxies: [Self.proxy(far)])
        loop.provenProxies = []
        loop.listening = [Self.place, far]
        loop.served = loop.listening
        #expect(try loop.pass(after).steps.isEmpty)
        // Either may be first.
        var first = loop
        first.verdicts = Self.up
        try first.pass(after)
        #expect(Set(first.host.state.services.keys) == [Self.key, other])
        loop.provenProxies = [far]
        try loop.pass(after)
        #expect(loop.host.state.services[Self.key] == nil)
        first.provenProxies = [far]
        for _ in 0..<3 { try first.pass(after) }
        #expect(Set(first.host.state.services.keys) == [Self.key])
    }
}
