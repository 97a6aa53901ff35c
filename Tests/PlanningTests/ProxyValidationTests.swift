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

    @Test("the node's own listeners: services, proxies, SSL services, statistics, API")
    func listens() {
        let service = Service(
            name: "web", key: .listen(.tcp, Self.place),
            servers: [RealServer(name: "r", address: .v4(IPv4Address(rawValue: 0x0a00_0001)))])
        var spec = Spec(
            services: [service], proxies: [Self.proxy("a"), Self.proxy("b", Self.other)],
            sslServices: [Self.ssl("t", Self.other, to: "a")],
            certificates: [NamedCertificate(name: "c")],
            haproxy: ProxyProcess(statistics: Self.other))
        spec.admin.listen = Self.place
        #expect(
            Self.errors(spec) == [
                "BAL202 proxies[0].listen", "BAL202 sslServices[0].listen",
                "BAL202 admin.statistics", "BAL202 admin.listen",
            ])
    }

    /// Listens of two proxies, and where the server of each is.
    @Test(
        "a connection that returns to its proxy is an error",
        arguments: [
            ("10.0.0.1:80", "10.0.0.1:80", "10.0.0.2:80", "10.1.0.1:80", "proxies[0]"),
            ("0.0.0.0:80", "127.0.0.1:80", "10.0.0.2:81", "10.1.0.1:80", "proxies[0]"),
            ("10.0.0.1:80", "10.0.0.2:80", "10.0.0.2:80", "10.0.0.1:80", "proxies[1]"),
            ("10.0.0.1:80", "10.0.0.2:80", "10.0.0.2:80", "10.1.0.1:80", ""),
            ("10.0.0.1:80", "10.0.0.1:81", "10.0.0.2:80", "10.1.0.1:80", ""),
        ] as [(Endpoint, Endpoint, Endpoint, Endpoint, String)])
    func loops(
        first: Endpoint, itsServer: Endpoint, second: Endpoint, theOther: Endpoint, place: String
    ) {
        func proxy(_ name: String, _ listen: Endpoint, _ server: Endpoint) -> Proxy {
            Proxy(
                name: name, listen: [listen],
                servers: [ProxyServer(name: "s", address: server.address, port: server.port)])
        }
        var spec = Spec(proxies: [proxy("a", first, itsServer), proxy("b", second, theOther)])
        func found() -> [String] {
            validate(spec).filter { $0.code == .proxyLoop }.map { "\($0.path)" }
        }
        #expect(found() == (place.isEmpty ? [] : ["\(place).servers[0].address"]))
        // The same by a route's server, and by the fallback.
        spec.proxies[0].routes = [Route(to: .servers(spec.proxies[0].servers))]
        spec.proxies[0].fallback = .server(itsServer.address, itsServer.port)
        spec.proxies[0].servers = []
        if place == "proxies[0]" {
            #expect(
                found().sorted() == [
                    "proxies[0].fallback", "proxies[0].routes[0].servers[0].address",
                ])
        }
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
        "raw lines begin no section, in any disguise, and add no server",
        arguments: [
            ("backend x", true), ("  listen x", true), ("\tglobal", true),
            ("option httplog", false),
            ("acl backend path /", false), ("\"backend\" x", true), ("back\\end x", true),
            ("'listen' x", true), ("server x 10.0.0.9:80", true),
            (" server-template x 1-3 10.0.0.9:80", true), ("default-server inter 3s", false),
        ])
    func raw(line: String, isRefused: Bool) {
        var proxy = Self.proxy("a")
        proxy.raw = [line]
        #expect(
            Self.errors(Spec(proxies: [proxy])) == (isRefused ? ["BAL607 proxies[0].raw[0]"] : []))
    }

    @Test(
        "raw lines that load code or leave the sandbox are refused, in any disguise",
        arguments: [
            ("lua-load /x.lua", true), ("  lua-prepend-path /x", true), ("user root", true),
            ("chroot /", true), ("no chroot /", true), ("stats socket /x level admin", true),
            ("stats \"socket\" /x", true), ("stats timeout 1m", false),
            ("insecure-fork-wanted", true), ("external-check", true),
            ("option external-check", true), ("option httplog", false), ("setenv A b", true),
            ("presetenv A b", true), ("master-worker", true), ("daemon", true), ("uid 0", true),
            ("gid 0", true), ("group root", true), ("ssl-engine rdrand", true),
            ("mworker-max-reloads 2", true), ("tune.ssl.cachesize 20000", false),
            ("# user root", false), ("http-request deny if { src 10.0.0.1 }", false),
        ])
    func privileged(line: String, isRefused: Bool) {
        let spec = Spec(haproxy: ProxyProcess(raw: [line]))
        #expect(Self.errors(spec) == (isRefused ? ["BAL611 haproxy.raw[0]"] : []))
        var proxy = Self.proxy("a")
        proxy.raw = [line]
        #expect(
            Self.errors(Spec(proxies: [proxy])) == (isRefused ? ["BAL611 proxies[0].raw[0]"] : []))
    }

    @Test(
        "conditions that no request meets are errors",
        arguments: [
            (Route.Match(host: ["shop.example:8080"]), "host"),
            (Route.Match(host: ["https://shop.example/"]), "host"),
            (Route.Match(host: ["shop.example/a"]), "host"),
            (Route.Match(host: ["a*.shop.example"]), "host"),
            (Route.Match(prefix: ["img"]), "prefix"), (Route.Match(prefix: ["/a?x=1"]), "prefix"),
            (Route.Match(header: [.init(name: "X A", value: "b")]), "header"),
            (Route.Match(query: [.init(name: "a", value: "b;c")]), "query"),
            (Route.Match(host: ["2001:db8::1"]), "host"),
            (Route.Match(host: ["shöp.example"]), "host"),
            (Route.Match(prefix: ["/café"]), "prefix"),
            (Route.Match(method: ["get"]), "method"),
            (Route.Match(method: ["GET", "PROPFIND", "own"]), ""),
            (Route.Match(header: [.init(name: "X-A", value: " b")]), "header"),
            (Route.Match(query: [.init(name: "a b", value: "c")]), "query"),
            (Route.Match(query: [.init(name: "a", value: "b c é")]), ""),
            (Route.Match(host: ["*.shop.example", "[2001:db8::1]", "10.0.0.1"]), ""),
            (Route.Match(prefix: ["/a", "/"], header: [.init(name: "X-A", value: "b c")]), ""),
            (Route.Match(query: [.init(name: "a", value: "b%3Bc")]), ""),
        ])
    func impossible(match: Route.Match, key: String) {
        var proxy = Self.proxy("a")
        proxy.routes = [Route(match, to: .answer(Route.FixedAnswer()))]
        let expected = key.isEmpty ? [] : ["BAL613 proxies[0].routes[0].match.\(key)"]
        #expect(Self.errors(Spec(proxies: [proxy])) == expected)
    }

    @Test("statistics that everybody can read are a warning")
    func statistics() {
        func warnings(_ process: ProxyProcess) -> [String] {
            validate(Spec(haproxy: process)).map { $0.code.rawValue }
        }
        let outside = Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: 7777)
        var process = ProxyProcess(statistics: outside)
        #expect(warnings(process) == ["BAL612"])
        process.page = StatisticsPage(login: "ops", password: Secret("x"))
        #expect(warnings(process) == [])
        process.page = StatisticsPage(allow: [Prefix(host: outside.address)])
        #expect(warnings(process) == [])
        #expect(
            warnings(
                ProxyProcess(statistics: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 1))
            )
                == [])
        let proxy = Proxy(name: "stats", listen: [outside])
        #expect(validate(Spec(proxies: [proxy])).contains { $0.code == .statisticsExposed })
    }

    @Test("an address that proxies alone serve waits for HAProxy, and no other does")
    func waiting() throws {
        let shared = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0002))
        let alone = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0003))
        var spec = Spec(
            virtualAddresses: [shared, alone].map {
                VirtualAddress(address: Prefix(host: $0), interface: "eth0")
            },
            services: [Service(name: "web", key: .listen(.tcp, Endpoint(shared, port: 80)))],
            proxies: [
                Self.proxy("a", Endpoint(shared, port: 81)),
                Self.proxy("b", Endpoint(alone, port: 81)),
            ])
        func added(_ served: Set<Endpoint>?) -> [IPAddress] {
            let signals = Signals(verdicts: [:], served: served)
            let observed = Observed(interfaces: ["eth0"])
            return plan(from: observed, to: desired(from: spec, signals: signals)).steps
                .compactMap {
                    guard case .address(.add(let address)) = $0 else { return nil }
                    return address.prefix.address
                }
        }
        #expect(added([]) == [shared])
        #expect(added([Endpoint(alone, port: 81)]) == [shared, alone])
        #expect(added(nil) == [shared, alone])
        // What is there is not taken away again.
        spec.services = []
        let place = InterfaceAddress(interface: "eth0", prefix: Prefix(host: alone))
        let observed = Observed(addresses: [place: .ours], interfaces: ["eth0"])
        let wishes = desired(from: spec, signals: Signals(served: []))
        let steps = plan(from: observed, to: wishes).steps
        #expect(!steps.contains { $0.subject == .address(place) })
    }

    @Test("a check that HAProxy has not is made by Ballast, for all servers of the proxy")
    func checks() {
        var proxy = Self.proxy("a")
        proxy.routes = [
            Route(to: .servers([ProxyServer(name: "r", address: Self.place.address, port: 9)]))
        ]
        proxy.check = Check(.connect)
        #expect(!proxy.isCheckedByBallast)
        proxy.check = Check(.ping)
        #expect(proxy.isCheckedByBallast)
        let spec = Spec(proxies: [proxy])
        #expect(validate(spec).filter { $0.severity == .error } == [])
        let service = spec.checkedProxies[0]
        #expect(service.servers.map(\.name) == ["s", "r"])
        let down = Endpoint(Self.place.address, port: 9)
        #expect(
            spec.proxiedServersDown(by: [service.key: [down: Verdict(.down)]]) == ["a": [down]])
        proxy.check = Check(.connect)
        proxy.servers[0].check = Check(.external)
        #expect(proxy.isCheckedByBallast)
        // And what it lacks is said.
        proxy.check = Check(.udp)
        proxy.servers[0].check?.type = .negotiate
        proxy.servers[0].check?.service = .radius
        #expect(Self.errors(Spec(proxies: [proxy])).contains { $0.hasPrefix("BAL402") })
    }
}
