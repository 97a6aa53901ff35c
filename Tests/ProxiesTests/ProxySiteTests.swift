import Addresses
import Model
import TestThreads
import Testing

@testable import Proxies

@Suite("for how many connections HAProxy is made", .ownThreads)
struct ProxySiteTests {
    private static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))

    private static func proxy(_ limit: Int?, servers: Int = 1) -> Proxy {
        var proxy = Proxy(
            name: "p", listen: [Endpoint(loopback, port: 80)],
            servers: (0..<servers).map {
                ProxyServer(name: "s\($0)", address: loopback, port: UInt16(1_000 + $0))
            })
        proxy.traffic.maxConnections = limit
        return proxy
    }

    private static func service(_ backend: SSLService.Backend) -> SSLService {
        SSLService(
            name: "t", listen: [Endpoint(loopback, port: 443)], certificates: ["c"],
            backend: backend)
    }

    @Test("it is the sum of the limits only where every listener has one")
    func limits() {
        func limit(_ spec: Spec) -> Int { ProxySite.limit(for: spec, descriptors: 1 << 20) }
        #expect(limit(Spec(proxies: [Self.proxy(1_000)])) == 1_000)
        #expect(limit(Spec(proxies: [Self.proxy(nil)])) == 50_000)
        #expect(limit(Spec(proxies: [Self.proxy(60_000), Self.proxy(nil)])) == 60_000)
        let elsewhere = Self.service(.endpoint(Endpoint(Self.loopback, port: 8080)))
        #expect(limit(Spec(sslServices: [elsewhere])) == 50_000)
        #expect(limit(Spec(proxies: [Self.proxy(1_000)], sslServices: [elsewhere])) == 50_000)
        #expect(
            limit(Spec(proxies: [Self.proxy(1_000)], sslServices: [Self.service(.proxy("p"))]))
                == 1_000)
        let page = ProxyProcess(statistics: Endpoint(Self.loopback, port: 7777))
        #expect(limit(Spec(proxies: [Self.proxy(1_000)], haproxy: page)) == 1_100)
        #expect(limit(Spec(haproxy: page)) == 100)
    }

    @Test("where descriptors are few, one more server changes nothing")
    func descriptors() {
        let limits = (2...60).map {
            ProxySite.limit(for: Spec(proxies: [Self.proxy(nil, servers: $0)]), descriptors: 4_096)
        }
        #expect(Set(limits).count == 1)
        #expect(limits[0] < 2_048)
    }

    @Test("with very few descriptors HAProxy serves few connections, and more where it can")
    func fewDescriptors() {
        let limits = [100, 200, 400, 1_000].map {
            ProxySite.limit(for: Spec(proxies: [Self.proxy(nil)]), descriptors: $0)
        }
        #expect(limits == limits.sorted() && limits[0] >= 1 && limits[3] >= 100)
        #expect(2 * limits[1] + 42 < 200, "HAProxy's own count for one proxy of two servers")
    }
}
