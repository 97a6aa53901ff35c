import Addresses
import Model
import Seeds
import Testing

@testable import Planning

@Suite("validation of proxies that resemble those of an earlier document")
struct ProxyMemoryTests {
    private static func address(_ last: Int) -> IPAddress {
        .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(last)))
    }

    @Test("findings that follow edited proxies are those of a validation anew")
    func edits() throws {
        var reused = 0
        try Seeds.forAll { dice in
            var spec = dice.proxies()
            var memory = ValidationMemory()
            for _ in 0..<6 {
                let isReused = memory.changedProxies(in: spec) != nil
                let findings = validate(spec, after: &memory)
                try claim(findings == validate(spec), "\(spec)")
                if isReused { reused += 1 }
                spec = dice.edit(spec)
            }
        }
        #expect(reused > 500, "\(reused) validations of single proxies")
    }

    /// A document with this number of proxies, each with one server.
    private static func proxies(_ count: Int) -> Spec {
        Spec(
            proxies: (1...count).map { number in
                Proxy(
                    name: "p\(number)", listen: [Endpoint(address(number), port: 80)],
                    servers: [ProxyServer(name: "a", address: address(10 + number), port: 80)])
            })
    }

    @Test("a proxy is validated alone where it has another weight or server")
    func single() {
        var spec = Self.proxies(3)
        var memory = ValidationMemory()
        let findings = validate(spec, after: &memory)
        // Addresses that are not virtual: findings that stay.
        #expect(findings.count == 3)
        spec.proxies[1].servers[0].weight = 9
        #expect(memory.changedProxies(in: spec) == [1])
        #expect(validate(spec, after: &memory) == findings)
        spec.proxies[2].servers.append(
            ProxyServer(name: "b", address: Self.address(20), port: 80))
        #expect(memory.changedProxies(in: spec) == [2])
        #expect(validate(spec, after: &memory) == findings)
        #expect(memory.changedProxies(in: spec) == [])
    }

    @Test("a server that closes a loop is found, and so is the end of the loop")
    func loops() {
        var spec = Self.proxies(2)
        var memory = ValidationMemory()
        let good = validate(spec, after: &memory)
        spec.proxies[0].servers[0].address = Self.address(2)
        #expect(validate(spec, after: &memory) == good)
        spec.proxies[1].servers[0].address = Self.address(1)
        #expect(memory.changedProxies(in: spec) == nil)
        #expect(validate(spec, after: &memory).contains { $0.code == .proxyLoop })
        spec.proxies[1].servers[0].address = Self.address(12)
        #expect(validate(spec, after: &memory) == good)
    }
}

extension Dice {
    private mutating func place() -> IPAddress {
        .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number(1...9))))
    }

    private mutating func server() -> ProxyServer {
        ProxyServer(
            name: pick(["a", "b", "c"]), address: place(), port: pick([80, 81, nil]),
            weight: number(0...2))
    }

    private mutating func proxy(_ name: String) -> Proxy {
        var proxy = Proxy(
            name: name, listen: [Endpoint(place(), port: chance(80) ? 80 : 81)],
            servers: [server(), server()])
        if chance(20) { proxy.mode = .tcp }
        if chance(20) { proxy.fallback = .server(place(), pick([80, nil])) }
        if chance(20) { proxy.raw = ["http-request deny"] }
        if chance(20) { proxy.listen = [Endpoint(.any(.ipv4), port: 80)] }
        return proxy
    }

    /// A document with proxies, some of which listen twice or form a loop.
    fileprivate mutating func proxies() -> Spec {
        var spec = Spec(proxies: (0..<number(1...4)).map { proxy("p\($0)") })
        if chance(30) {
            spec.services = [
                Service(name: "web", key: "tcp 10.0.0.1:80", servers: [.at("10.1.0.1")])
            ]
        }
        if chance(30) {
            spec.sslServices = [
                SSLService(
                    name: "t", listen: [Endpoint(place(), port: 80)], certificates: [],
                    backend: .proxy("p0"))
            ]
        }
        if chance(70) {
            spec.virtualAddresses = (1...9).compactMap { last in
                Prefix("10.0.0.\(last)/24").map {
                    VirtualAddress(address: $0, interface: "eth0")
                }
            }
        }
        return spec
    }

    /// The document with an edit, mostly of one proxy.
    fileprivate mutating func edit(_ spec: Spec) -> Spec {
        var edited = spec
        let index = number(0...spec.proxies.count - 1)
        switch number(0...11) {
        case 0: edited.proxies.append(proxy("p\(spec.proxies.count)"))
        case 1: if spec.proxies.count > 1 { edited.proxies.remove(at: index) }
        case 2: edited.proxies[index] = proxy(spec.proxies[index].name)
        case 3: edited.proxies[index].name += "x"
        case 4: edited.holdingPage.whenOffline.toggle()
        case 5: edited.proxies.shuffle(using: &self)
        case 6: edited.proxies[index].servers.append(server())
        case 7: edited.proxies[index].servers = some(spec.proxies[index].servers, 70)
        case 8: edited.proxies[index].listen = [Endpoint(place(), port: 80)]
        default:
            for server in edited.proxies[index].servers.indices {
                edited.proxies[index].servers[server].weight = number(0...3)
                if chance(20) { edited.proxies[index].servers[server].state = .offline }
                if chance(20) { edited.proxies[index].servers[server].address = place() }
            }
        }
        return edited
    }
}
