import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Proxies with a usable server")
struct UsabilityTests {
    private static let places = (1...4).map {
        Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0000 + $0)), port: 80)
    }

    private static func server(_ name: String) -> ProxyServer {
        ProxyServer(name: name, address: places[3].address)
    }

    /// A proxy with a route, one that redirects, and an SSL service before each and of its own.
    private static var spec: Spec {
        var spec = Spec(proxies: [
            Proxy(
                name: "shop: a", listen: [places[0]], servers: [server("s1"), server("s2")],
                routes: [Route(to: .servers([server("r1")]), name: "img")]),
            Proxy(
                name: "moved", listen: [places[1]],
                routes: [Route(to: .redirect(.init(to: "https://shop.example/")))]),
        ])
        spec.sslServices = [
            SSLService(
                name: "tls", listen: [places[2]], certificates: ["shop"],
                backend: .proxy("shop: a")),
            SSLService(
                name: "mail", listen: [places[3]], certificates: ["shop"],
                backend: .endpoint(places[0])),
        ]
        return spec
    }

    private static let section = Word.identifier("shop: a").text

    /// Returns the numbers of the known and the usable endpoints.
    private func numbers(_ rows: [(String, String, String)]) throws -> (known: [Int], usable: [Int])
    {
        let lines = rows.map { "\($0.0),\($0.1),\($0.2),2\n" }.joined()
        let statistics = try #require(Statistics("# pxname,svname,status,type\n" + lines))
        let usability = statistics.usability(of: Self.spec)
        func numbers(_ endpoints: Set<Endpoint>) -> [Int] {
            Self.places.indices.filter { endpoints.contains(Self.places[$0]) }
        }
        return (numbers(usability.known), numbers(usability.usable))
    }

    @Test("a worker without a proxy reports nothing of it")
    func unknown() throws {
        let (known, usable) = try numbers([])
        #expect(known == [1] && usable == [1], "a redirect needs no server")
    }

    @Test(
        "a server is usable if it is up or not checked, and has a weight",
        arguments: [
            ("UP", true), ("UP 1/3", true), ("no check", true), ("DOWN", false),
            ("DOWN 1/2", false), ("DOWN (agent)", false), ("MAINT", false), ("DRAIN", false),
            ("NOLB", false),
        ])
    func status(_ status: String, _ isUsable: Bool) throws {
        let (known, usable) = try numbers([
            (Self.section, "s1", "DOWN"), (Self.section, "s2", status),
        ])
        #expect(known == [0, 1, 2])
        #expect(usable == (isUsable ? [0, 1, 2] : [1]))
    }

    @Test("the server of a route counts, and a fallback does not")
    func parts() throws {
        let route = Word.route(Self.spec.proxies[0].routes[0], at: 0, of: "shop: a").text
        let routed = try numbers([(Self.section, "s1", "DOWN"), (route, "r1", "UP")])
        #expect(routed.usable == [0, 1, 2])
        let fallback = try numbers([
            (Self.section, "s1", "DOWN"), (Self.section, BackendServer.fallback, "UP"),
        ])
        #expect(fallback.usable == [1])
    }

    @Test("an SSL service of an endpoint has a server of its own")
    func endpoint() throws {
        #expect(try numbers([("mail", "s", "UP")]).usable == [1, 3])
        let down = try numbers([("mail", "s", "DOWN")])
        #expect(down.known == [1, 3] && down.usable == [1])
    }
}
