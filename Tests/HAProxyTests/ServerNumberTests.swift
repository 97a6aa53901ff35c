import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Numbers of servers")
struct ServerNumberTests {
    private static func proxy(_ names: [String], _ balance: ProxyBalance) -> Proxy {
        let address = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0001))
        var proxy = Proxy(
            name: "p", listen: [Endpoint(address, port: 80)],
            servers: names.map { ProxyServer(name: $0, address: address, port: 81) })
        proxy.balance = balance
        return proxy
    }

    private static let names = (0..<2_000).map { "s\($0)" }

    @Test("balances that know servers by number have numbers, the others do not")
    func balances() {
        for balance in [ProxyBalance.source, .uri, .header("X-User"), .random] {
            let proxy = Self.proxy(["a", "b"], balance)
            let ids = ConfigurationBuilder.ids(of: proxy)
            let text = haproxyConfiguration(
                for: Spec(proxies: [proxy]),
                settings: HAProxySettings(directory: "/d", certificateDirectory: "/c")
            ).text
            for name in ["a", "b"] {
                #expect(
                    text.contains("server \(name) 10.0.0.1:81 weight 1 id \(ids[name] ?? 0)"),
                    "\(balance): \(text)")
            }
        }
        for balance in [ProxyBalance.roundRobin, .leastConnections] {
            #expect(ConfigurationBuilder.ids(of: Self.proxy(["a"], balance)).isEmpty)
        }
    }

    @Test("numbers do not depend on the order, and differ in what HAProxy hashes")
    func unique() {
        let ids = ConfigurationBuilder.ids(of: Self.proxy(Self.names, .uri))
        #expect(ids == ConfigurationBuilder.ids(of: Self.proxy(Self.names.reversed(), .uri)))
        #expect(Set(ids.values.map { $0 % (1 << 20) }).count == Self.names.count)
        #expect(ids.values.allSatisfy { $0 >= 1_000_000 && $0 <= Int(Int32.max) })
    }

    @Test("the removal of a server does not change the numbers of the others")
    func removal() {
        let names = ["app1", "app2", "app3", "app4", "app5"]
        let all = ConfigurationBuilder.ids(of: Self.proxy(names, .source))
        for name in names {
            let rest = ConfigurationBuilder.ids(
                of: Self.proxy(names.filter { $0 != name }, .source))
            #expect(rest == all.filter { $0.key != name })
        }
    }
}
