import Addresses
import Model
import Planning
import Seeds
import Testing

@testable import HAProxy

@Suite("What is sent before a look")
struct AnticipationTests {
    private static func server(
        _ name: String, weight: Int = 10, state: BackendServer.State = .online, limit: Int? = nil
    ) -> BackendServer {
        ProxyChangesTests.server(name, weight: weight, state: state, limit: limit)
    }

    /// The commands from the first servers to the others; nil: a look has to come first.
    private static func commands(
        _ old: [BackendServer], _ new: [BackendServer], frame: String = "f"
    ) -> [String]? {
        let wanted = ProxyChangesTests.wanted(new, frame: frame)
        return planValues(from: ProxyChangesTests.wanted(old), to: wanted)?
            .commands(to: wanted.frame).map(\.description)
    }

    @Test("values of servers are sent, what gives before what takes")
    func values() {
        let old = [Self.server("a"), Self.server("b", limit: 5), Self.server("c")]
        let new = [
            Self.server("a", weight: 0), Self.server("b", weight: 20, limit: 9),
            Self.server("c", state: .offline),
        ]
        #expect(
            Self.commands(old, new) == [
                "set server b/b weight 20", "set maxconn server b/b 9", "set server b/a weight 0",
                "set server b/c state maint",
            ])
        #expect(Self.commands(old, old) == [])
    }

    @Test("anything else waits for a look")
    func others() {
        let old = [Self.server("a"), Self.server("b", limit: 5)]
        #expect(Self.commands(old, [old[0]]) == nil)
        #expect(Self.commands(old, old + [Self.server("c")]) == nil)
        #expect(Self.commands(old, [old[0], Self.server("b")]) == nil)
        #expect(Self.commands(old, old, frame: "another") == nil)
        #expect(Self.commands(old, [old[1], old[0]]) == nil)
    }

    @Test("so many commands as fit go in one line, in their order")
    func batches() throws {
        let add = RuntimeCommand.remove(backend: "b", server: "gone")
        let weights = (0..<2_000).map {
            RuntimeCommand.weight(backend: "backend", server: "server\($0)", $0 % 256)
        }
        let commands = [add] + weights + [add, weights[0], add]
        let batches = RuntimeCommand.batches(of: commands)
        #expect(batches.flatMap(\.self) == commands)
        #expect(batches.count < 16)
        for batch in batches {
            let length = batch.compactMap(\.text).reduce(0) { $0 + $1.utf8.count + 2 }
            #expect(length <= 8_000 + 2)
            #expect(batch.count == 1 || !batch.contains(add))
        }
        #expect(batches.first == [add] && batches.suffix(3) == [[add], [weights[0]], [add]])
    }

    /// The spec with other values of some servers, and now and then with something else.
    private static func edited(_ spec: Spec, _ numbers: inout SeededNumbers) -> Spec {
        func change(_ server: inout ProxyServer) {
            if numbers.oneIn(3) { server.weight = .random(in: 0...256, using: &numbers) }
            if numbers.oneIn(4) { server.state = numbers.pick(ServerState.allCases) }
            if numbers.oneIn(5) { server.port = numbers.pick([80, 81, nil]) }
            if numbers.oneIn(9) { server.maxConnections = numbers.pick([nil, 5, 6]) }
            if numbers.oneIn(40) { server.backup.toggle() }
        }
        var spec = spec
        for index in spec.proxies.indices {
            for server in spec.proxies[index].servers.indices {
                change(&spec.proxies[index].servers[server])
            }
            for (number, route) in spec.proxies[index].routes.enumerated() {
                guard case .servers(var servers) = route.action else { continue }
                for server in servers.indices { change(&servers[server]) }
                spec.proxies[index].routes[number].action = .servers(servers)
            }
            if numbers.oneIn(40) { spec.proxies[index].compression.toggle() }
        }
        return spec
    }

    private static let settings = HAProxySettings(
        directory: "/d", certificateDirectory: "/c", worker: WorkerSettings(folder: "/d"))

    @Test("servers that follow an agent wait for the reload")
    func agents() {
        var source = HostileSpec(seed: 1)
        var spec = source.spec()
        spec.proxies[0].feedback = Feedback(.agent)
        spec.proxies[0].servers[0].state = .online
        spec.proxies[0].servers[0].weight = 5
        var next = spec
        next.proxies[0].servers[0].weight = 6
        #expect(WorkerConfiguration(for: spec, settings: Self.settings).patched(for: next) == nil)
        spec.proxies[0].feedback = nil
        next.proxies[0].feedback = nil
        #expect(WorkerConfiguration(for: spec, settings: Self.settings).patched(for: next) != nil)
    }

    @Test("a patched configuration is the one of its document", arguments: 0..<200)
    func documents(seed: UInt64) {
        var source = HostileSpec(seed: seed)
        var numbers = SeededNumbers(seed: seed)
        var spec = Self.edited(source.spec(), &numbers)
        for _ in 0..<5 {
            let next = Self.edited(spec, &numbers)
            let old = WorkerConfiguration(for: spec, settings: Self.settings)
            let new = WorkerConfiguration(for: next, settings: Self.settings)
            let patched = old.patched(for: next)
            if old.proxies.frame == new.proxies.frame {
                #expect(patched == new, "seed \(seed)")
            } else {
                #expect(patched == nil, "seed \(seed)")
            }
            spec = next
        }
    }

    @Test("a result of a check patches the lines of its servers alone", arguments: 0..<200)
    func results(seed: UInt64) {
        var source = HostileSpec(seed: seed)
        var numbers = SeededNumbers(seed: seed)
        let spec = source.spec()
        var settings = Self.settings
        var results = ProxyCheckResults()
        settings.results = results
        var patched = WorkerConfiguration(for: spec, settings: settings)
        for _ in 0..<5 {
            var changed: [String: Set<Endpoint>] = [:]
            for proxy in spec.proxies {
                for server in proxy.servers + proxy.routes.flatMap(\.servers)
                where numbers.oneIn(3) {
                    let endpoint = Endpoint(
                        server.address, port: server.port ?? proxy.listen.first?.port ?? 0)
                    changed[proxy.name, default: []].insert(endpoint)
                    results.down[proxy.name, default: []].remove(endpoint)
                    results.up[proxy.name, default: []].remove(endpoint)
                    if numbers.oneIn(2) {
                        results.down[proxy.name, default: []].insert(endpoint)
                    } else if numbers.oneIn(2) {
                        results.up[proxy.name, default: []].insert(endpoint)
                    }
                }
            }
            settings.results = results
            let whole = WorkerConfiguration(for: spec, settings: settings)
            guard let next = patched.patched(by: results, at: changed) else {
                Issue.record("seed \(seed): it can't be patched")
                return
            }
            #expect(next == whole, "seed \(seed)")
            #expect(planValues(from: patched.proxies, to: next.proxies) != nil, "seed \(seed)")
            patched = next
        }
    }

    @Test("one in force follows the results that another one has, but for servers that it lacks")
    func following() throws {
        var proxy = Proxy(name: "shop", listen: [Endpoint(Self.address(1), port: 80)])
        proxy.servers = (2...4).map {
            ProxyServer(name: "s\($0)", address: Self.address($0), port: 80)
        }
        func endpoints(_ numbers: UInt32...) -> Set<Endpoint> {
            Set(numbers.map { Endpoint(Self.address($0), port: 80) })
        }
        var settings = Self.settings
        settings.results = ProxyCheckResults()
        settings.results?.down["shop"] = endpoints(4)
        settings.results?.up["shop"] = endpoints(2, 3)
        let inForce = WorkerConfiguration(for: Spec(proxies: [proxy]), settings: settings)
        #expect(inForce.following(inForce) == nil)
        // Another document without the last server, of which the second fails now.
        var expected = settings
        expected.results?.down["shop"] = endpoints(3, 4)
        expected.results?.up["shop"] = endpoints(2)
        var edited = proxy
        edited.servers.removeLast()
        edited.raw = ["nonsense"]
        settings.results?.down["shop"] = endpoints(3)
        settings.results?.up["shop"] = endpoints(2)
        let refused = WorkerConfiguration(for: Spec(proxies: [edited]), settings: settings)
        let followed = try #require(inForce.following(refused))
        #expect(
            followed == WorkerConfiguration(for: Spec(proxies: [proxy]), settings: expected))
        #expect(planValues(from: inForce.proxies, to: followed.proxies)?.count == 1)
    }

    private static func address(_ last: UInt32) -> IPAddress {
        .v4(IPv4Address(rawValue: 0x0a00_0000 + last))
    }
}
