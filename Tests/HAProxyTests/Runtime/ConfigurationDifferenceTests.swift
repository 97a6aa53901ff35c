import Addresses
import Model
import Planning
import Testing

@testable import HAProxy

@Suite("What a plan shows of a reload")
struct ConfigurationDifferenceTests {
    private static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))

    private static func server(_ name: String, _ port: UInt16, weight: Int = 1) -> ProxyServer {
        ProxyServer(name: name, address: loopback, port: port, weight: weight)
    }

    private static var shop: Proxy {
        Proxy(
            name: "shop", listen: [Endpoint(loopback, port: 80)],
            servers: [server("a", 1), server("b", 2)],
            routes: [
                Route(.init(prefix: ["/img"]), to: .servers([server("i", 3)]), name: "img"),
                Route(.init(host: ["old.example"]), to: .answer(.init(body: "gone"))),
            ])
    }

    private static var ssl: SSLService {
        SSLService(
            name: "shop-ssl", listen: [Endpoint(loopback, port: 443)], certificates: ["a", "b"],
            backend: .proxy("shop"))
    }

    private static func rendered(_ spec: Spec) -> RenderedConfiguration {
        let settings = HAProxySettings(
            directory: "/run/x", certificateDirectory: "/run/x/certificates",
            worker: WorkerSettings(folder: "/run/x"))
        return haproxyConfiguration(for: spec, settings: settings)
    }

    private static func parts(
        _ old: Spec?, _ new: Spec, servers: [ServerStates.Server] = []
    ) -> [String] {
        let (before, after) = (old.map { rendered($0) }, rendered(new))
        let files = (before?.files ?? []) + after.files
        return ConfigurationDifference(from: before?.text, to: after.text, servers: servers) {
            path in
            files.first { "/run/x/\($0.name)" == path }?.contents
        }.parts.flatMap { part in
            ["\(part.action.rawValue) \(part.subject)"] + part.changes
        }
    }

    @Test("nothing differs from itself")
    func same() {
        let spec = Spec(proxies: [Self.shop], sslServices: [Self.ssl])
        #expect(Self.parts(spec, spec).isEmpty)
    }

    @Test("an SSL service that gets another backend is shown once, with both")
    func backend() {
        var other = Self.shop
        other.name = "other"
        other.listen = [Endpoint(Self.loopback, port: 81)]
        var ssl = Self.ssl
        let before = Spec(proxies: [Self.shop, other], sslServices: [ssl])
        ssl.backend = .proxy("other")
        let after = Spec(proxies: [Self.shop, other], sslServices: [ssl])
        #expect(
            Self.parts(before, after)
                == ["~ SSL service shop-ssl", "~ backend: shop -> other"])
    }

    @Test("servers, routes and options are named, part by part")
    func names() {
        var after = Self.shop
        after.servers = [Self.server("a", 1, weight: 5), Self.server("c", 9)]
        after.routes[0].match.prefix = ["/pictures"]
        after.routes[1] = Route(
            .init(method: ["POST"]), to: .servers([Self.server("w", 4)]), name: "write")
        after.balance = .leastConnections
        after.persistence = .cookie(.init())
        after.traffic.timeouts.server = .seconds(30)
        after.headers.request.set = [.init(name: "X-Key", value: "hidden")]
        after.listen = [Endpoint(Self.loopback, port: 81)]
        let found = Self.parts(Spec(proxies: [Self.shop]), Spec(proxies: [after]))
        #expect(
            found == [
                "~ proxy shop", "~ listen: 127.0.0.1:80 -> 127.0.0.1:81",
                "~ server a: weight 1 -> 5, with cookie a", "+ server c 127.0.0.1:9, weight 1",
                "- server b 127.0.0.1:2",
                "~ route img: path -m beg -- /img -> path -m beg -- /pictures",
                "+ route write: method -- POST", "- route 2",
                "+ http-request set-header X-Key ***", "+ timeouts: server 30s",
                "~ balance: roundrobin -> leastconn",
                "+ persistence: cookie SERVERID insert indirect nocache httponly",
                "~ route img of shop", "~ server i: with cookie i", "+ timeouts: server 30s",
                "~ balance: roundrobin -> leastconn",
                "+ persistence: cookie SERVERID-img insert indirect nocache httponly",
                "+ route write of shop", "+ server w 127.0.0.1:4, weight 1",
                "- route 2 of shop",
            ], "\(found)")
    }

    @Test("limits of clients are named by their keys")
    func rateLimits() {
        var before = Self.shop
        before.traffic.rateLimit = .init(requests: 5, connections: 7)
        var after = before
        after.traffic.rateLimit = .init(requests: 2_000, concurrent: 9)
        let found = Self.parts(Spec(proxies: [before]), Spec(proxies: [after]))
        #expect(found.contains("~ rateLimit: requests 5 -> 2000"), "\(found)")
        #expect(found.contains("+ rateLimit: concurrent 9"), "\(found)")
        #expect(found.contains("- rateLimit: connections 7"), "\(found)")
        #expect(!found.contains { $0.contains("persistence") }, "\(found)")
    }

    @Test("the event of a reload names what the plan names")
    func event() throws {
        let settings = HAProxySettings(
            directory: "/run/x", certificateDirectory: "/run/x/certificates",
            worker: WorkerSettings(folder: "/run/x"))
        var shop = Self.shop
        shop.servers[0].state = .offline
        shop.servers[1].state = .offline
        shop.traffic.timeouts.server = .seconds(30)
        let before = WorkerConfiguration(for: Spec(proxies: [Self.shop]), settings: settings)
        let after = WorkerConfiguration(for: Spec(proxies: [shop]), settings: settings)
        let states = try ProxyChangesTests.states(before.proxies)
        let observed = try ProxyChangesTests.observed(before.proxies)
        let steps = plan(from: observed, to: after.proxies).map {
            $0.described(from: before.text, to: after, servers: states.servers, in: "/run/x")
        }
        let lines = try #require(steps.first).details
        #expect(steps.count == 1 && steps[0].isReload)
        #expect(lines.contains("proxy shop: + timeouts: server 30s"), "\(lines)")
        for name in ["a", "b"] {
            #expect(
                lines.contains {
                    $0.hasPrefix("proxy shop: ~ server \(name):") && $0.contains("offline")
                }, "\(lines)")
        }
        #expect(plan(from: observed, to: before.proxies).isEmpty)
    }

    @Test("SSL services stand beside their proxies, with their certificates by name")
    func services() {
        let before = Spec(proxies: [Self.shop], sslServices: [Self.ssl])
        var ssl = Self.ssl
        ssl.certificates = ["a", "c"]
        ssl.negotiation.minimumVersion = .tls13
        let after = Spec(proxies: [Self.shop], sslServices: [ssl])
        #expect(
            Self.parts(before, after) == [
                "~ SSL service shop-ssl", "~ certificates: a, b -> a, c",
                "~ ssl-min-ver TLSv1.2 -> TLSv1.3",
            ], "\(Self.parts(before, after))")
        let gone = Self.parts(before, Spec(proxies: [Self.shop]))
        #expect(gone.contains("- SSL service shop-ssl") && gone.contains("- listen: 127.0.0.1:443"))
        #expect(Self.parts(before, Spec()).contains("- proxy shop"))
    }

    @Test("a first start names the proxies and their servers, and nothing of the process")
    func start() {
        let found = Self.parts(nil, Spec(proxies: [Self.shop]))
        #expect(
            found == [
                "+ proxy shop", "+ listen: 127.0.0.1:80", "+ server a 127.0.0.1:1, weight 1",
                "+ server b 127.0.0.1:2, weight 1", "+ route img: path -m beg -- /img",
                "+ route 2: req.hdr(host),host_only,rtrim(.) -m str -i -- old.example",
                "+ route img of shop", "+ server i 127.0.0.1:3, weight 1", "+ route 2 of shop",
            ], "\(found)")
    }

    @Test("names are those of the document again", arguments: ["é", "a:b", "10", "limits", "::"])
    func names(_ name: String) {
        let route = Route(to: .answer(.init()), name: name)
        let read = BackendName(Word.route(route, at: 0, of: name).text)
        #expect(read.owner == name && read.part == name)
    }

    @Test("the query of a check and the words after a secret's name are not shown")
    func secrets() {
        func words(_ line: String) -> String {
            OptionDifference.words(in: line.split(separator: " ").map(String.init))
                .joined(separator: " ")
        }
        #expect(
            words("http-check send meth GET uri /h?key=S3CRET ver HTTP/1.1")
                == "http-check send meth GET uri /h?… ver HTTP/1.1")
        #expect(words("http-check send meth GET uri \"/h?k=S\"").hasSuffix("uri \"/h?…"))
        #expect(words("http-request auth-bogus S3CRET x") == "http-request auth-bogus *** ***")
        #expect(words("user op insecure-password S3CRET") == "user op insecure-password ***")
        #expect(words("http-request auth realm x") == "http-request auth realm x")
    }
}
