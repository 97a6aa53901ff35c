import Addresses
import Model
import Planning
import Testing

@Suite("validation of agents, added headers and the PROXY protocol")
struct ProxySafetyValidationTests {
    private static let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 80)

    /// Codes and paths of what is found, but for the address of no virtual address.
    private static func found(_ proxy: Proxy) -> [String] {
        validate(Spec(proxies: [proxy])).filter { $0.code != .addressNotVirtual }
            .map { "\($0.code.rawValue) \($0.severity) \($0.path)" }
    }

    private static func proxy(weights: Int...) -> Proxy {
        Proxy(
            name: "p", listen: [place],
            servers: weights.enumerated().map { index, weight in
                ProxyServer(
                    name: "s\(index)", address: place.address, port: UInt16(8080 + index),
                    weight: weight)
            })
    }

    @Test("a weight that an agent's small percentages make 0 is named")
    func agents() throws {
        var proxy = Self.proxy(weights: 10, 4, 3, 0)
        #expect(Self.found(proxy) == [])
        proxy.feedback = Feedback(.agent)
        #expect(Self.found(proxy) == ["BAL620 warning proxies[0].servers[2].weight"])
        let diagnostic = try #require(
            validate(Spec(proxies: [proxy])).first { $0.code == .agentWeight })
        #expect(diagnostic.message.contains("s2 gets no new clients") && diagnostic.hint != nil)
        #expect(diagnostic.message.contains("less than 2%"))
        #expect(diagnostic.hint?.contains("at least 4") == true)
        proxy.servers[2].feedback = Feedback(Feedback.Method.none)
        #expect(Self.found(proxy) == [])
    }

    @Test("headers longer than any buffer are an error")
    func headers() {
        var proxy = Self.proxy(weights: 1)
        proxy.headers.response.set = (0..<3).map {
            .init(name: "X-\($0)", value: String(repeating: "x", count: 10_000))
        }
        #expect(Self.found(proxy) == [])
        proxy.headers.response.set.append(
            .init(name: "Y", value: String(repeating: "x", count: 3000)))
        #expect(Self.found(proxy) == ["BAL621 error proxies[0].headers"])
    }

    @Test("a PROXY protocol that every client may speak is a warning")
    func senders() {
        var proxy = Self.proxy(weights: 1)
        proxy.proxyProtocol = .fromAll
        #expect(Self.found(proxy) == ["BAL622 warning proxies[0].proxyProtocol"])
        proxy.proxyProtocol = .from(["192.0.2.0/24"])
        #expect(Self.found(proxy) == [])
    }
}
