import Addresses
import Model
import Planning
import Testing

@Suite("validation of proxies")
struct ProxyValidationTests {
    private static let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 80)
    private static let other = Endpoint(place.address, port: 81)
    private static let server = ProxyServer(name: "s", address: place.address, port: 8080)

    private static func proxy(_ name: String, _ listen: Endpoint = place) -> Proxy {
        Proxy(name: name, listen: [listen], servers: [server])
    }

    private static func ssl(_ name: String, _ listen: Endpoint, to backend: String) -> SSLService {
        SSLService(name: name, listen: [listen], certificates: ["c"], backend: .proxy(backend))
    }

    /// Codes and paths of the errors.
    private static func errors(_ spec: Spec) -> [String] {
        validate(spec).filter { $0.severity == .error }.map { "\($0.code.rawValue) \($0.path)" }
    }

    @Test("what listens is one's own over services, proxies, SSL services and statistics")
    func listens() {
        let service = Service(
            name: "web", key: .listen(.tcp, Self.place),
            servers: [RealServer(name: "r", address: .v4(IPv4Address(rawValue: 0x0a00_0001)))])
        let spec = Spec(
            services: [service], proxies: [Self.proxy("a"), Self.proxy("b", Self.other)],
            sslServices: [Self.ssl("t", Self.other, to: "a")],
            certificates: [NamedCertificate(name: "c")],
            haproxy: ProxyProcess(statistics: Self.other))
        #expect(
            Self.errors(spec) == [
                "BAL202 proxies[0].listen", "BAL202 sslServices[0].listen",
                "BAL202 admin.statistics",
            ])
    }

    @Test("a UDP service and a proxy share an address and port")
    func transports() {
        let service = Service(
            name: "dns", key: .listen(.udp, Self.place),
            servers: [RealServer(name: "r", address: .v4(IPv4Address(rawValue: 0x0a00_0001)))])
        #expect(Self.errors(Spec(services: [service], proxies: [Self.proxy("a")])) == [])
    }

    @Test("names are one's own over services, proxies and SSL services")
    func names() {
        let service = Service(
            name: "web", key: .listen(.tcp, Self.other),
            servers: [RealServer(name: "r", address: .v4(IPv4Address(rawValue: 0x0a00_0001)))])
        let spec = Spec(services: [service], proxies: [Self.proxy("web")])
        #expect(Self.errors(spec) == ["BAL201 proxies[0].name"])
    }

    @Test(
        "a route that another one takes everything from is a warning",
        arguments: [
            (Route.Match(), Route.Match(prefix: ["/a"]), true),
            (Route.Match(prefix: ["/a"]), Route.Match(prefix: ["/ab", "/a/b"]), true),
            (Route.Match(prefix: ["/a"]), Route.Match(prefix: ["/b"]), false),
            (Route.Match(prefix: ["/a"]), Route.Match(), false),
            (
                Route.Match(host: ["A.example", "b"]),
                Route.Match(prefix: ["/"], host: ["a.EXAMPLE"]), true
            ),
            (Route.Match(prefix: ["/a"], method: ["GET"]), Route.Match(prefix: ["/a"]), false),
            (Route.Match(path: "x"), Route.Match(path: "x", method: ["GET"]), true),
            (Route.Match(path: "x"), Route.Match(path: "xy"), false),
        ])
    func deadRoutes(first: Route.Match, second: Route.Match, isDead: Bool) {
        var proxy = Self.proxy("a")
        let answer = Route.Action.answer(Route.FixedAnswer())
        proxy.routes = [Route(first, to: answer), Route(second, to: answer)]
        let found = validate(Spec(proxies: [proxy])).filter { $0.code == .deadRoute }
        #expect(found.map { "\($0.path)" } == (isDead ? ["proxies[0].routes[1]"] : []))
    }

    @Test(
        "raw lines begin no section, in any disguise",
        arguments: [
            ("backend x", true), ("  listen x", true), ("\tglobal", true),
            ("option httplog", false),
            ("acl backend path /", false), ("\"backend\" x", true), ("back\\end x", true),
            ("'listen' x", true),
        ])
    func raw(line: String, isSection: Bool) {
        var proxy = Self.proxy("a")
        proxy.raw = [line]
        #expect(
            Self.errors(Spec(proxies: [proxy])) == (isSection ? ["BAL607 proxies[0].raw[0]"] : []))
    }
}
