import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("Handover in the loop")
struct HandoverTests {
    /// A checked service with these servers, by their numbers.
    private static func spec(_ numbers: ClosedRange<Int>) -> Spec {
        var made = service(servers: 0)
        made.check = Check(.connect)
        made.servers = numbers.map {
            RealServer(name: "web\($0)", address: address($0), port: 8080)
        }
        return Spec(services: [made])
    }

    private static func verdicts(_ state: Verdict.State, _ numbers: ClosedRange<Int>) -> Verdicts {
        [key(): Dictionary(uniqueKeysWithValues: numbers.map { (endpoint($0), Verdict(state)) })]
    }

    private static func weights(_ world: World, _ numbers: ClosedRange<Int>) -> [Int?] {
        numbers.map {
            world.state.services[key()]?.destinations[endpoint($0)]?.destination.weight
        }
    }

    @Test("servers that are held are checked as before, and a dead one gets no connections")
    func checked() async throws {
        let world = World()
        world.save(Self.spec(1...2))
        world.verdicts.withLock { $0 = Self.verdicts(.up, 1...2) }
        let loop = await world.start()
        for _ in 0..<2 { await loop.pass([.document, .periodic]) }
        var green = Self.spec(3...4)
        green.services[0].check = Check(.ping)
        world.save(green)
        await loop.pass(.document)
        let followed = try #require(world.checked.withLock { $0.last })
        #expect(followed.services.map { $0.check?.type } == [.ping, .connect, .connect])
        #expect(followed.services.map(\.servers.count) == [2, 1, 1])
        var found = Self.verdicts(.down, 3...4)
        found[key()]?[endpoint(1)] = Verdict(.down)
        found[key()]?[endpoint(2)] = Verdict(.up)
        await loop.learn(.verdicts(found))
        await loop.pass(.verdicts)
        #expect(Self.weights(world, 1...4) == [0, 1, 0, 0])
        found[key()]?[endpoint(2)] = Verdict(.down)
        await loop.learn(.verdicts(found))
        await loop.pass(.verdicts)
        // With nothing better, they are as good as any.
        #expect(Self.weights(world, 1...2) == [1, 1])
        found[key()]?[endpoint(3)] = Verdict(.up)
        await loop.learn(.verdicts(found))
        for _ in 0..<3 { await loop.pass([.verdicts, .periodic]) }
        #expect(Self.weights(world, 1...4) == [nil, nil, 1, 0])
        #expect(world.checked.withLock { $0.last?.services.count } == 1)
    }

    @Test("a service that wants a server and has none that works is degraded, whatever the reason")
    func degraded() async {
        let world = World()
        var spec = Self.spec(1...3)
        spec.services[0].servers[0].weight = 0
        spec.services[0].servers[1].state = .drain
        world.save(spec)
        world.verdicts.withLock {
            var verdicts = Self.verdicts(.up, 1...2)
            for (key, servers) in Self.verdicts(.down, 3...3) {
                verdicts[key, default: [:]].merge(servers) { $1 }
            }
            $0 = verdicts
        }
        let loop = await world.start()
        for _ in 0..<2 { await loop.pass([.document, .periodic]) }
        #expect(
            await loop.status().health.reasons == [
                "no server of web80 works, and nothing stands in for them"
            ])
    }

    @Test("servers that are replaced serve on until others pass, over a kill and a restart")
    func restart() async throws {
        let world = World()
        world.save(Self.spec(1...10))
        world.verdicts.withLock { $0 = Self.verdicts(.up, 1...10) }
        let loop = await world.start()
        for _ in 0..<2 { await loop.pass([.document, .periodic]) }
        world.save(Self.spec(11...20))
        await loop.pass(.document)
        #expect(Self.weights(world, 1...10) == Array(repeating: 1, count: 10))
        #expect(Self.weights(world, 11...20) == Array(repeating: 0, count: 10))
        let status = await loop.status()
        #expect(status.health.healthy)
        #expect(
            status.handovers == [
                "web80: 10.0.1.1:8080, 10.0.1.2:8080, 10.0.1.3:8080 and 7 more stay in service "
                    + "until one of web11, web12, web13 and 7 more has passed its checks"
            ])
        #expect(
            status.services[0].servers.last?.reason
                == "not in the document; stays until a server of the document has passed its "
                + "checks")

        // Killed, and restarted with the saved verdicts.
        world.verdicts.withLock { $0 = Self.verdicts(.down, 11...20) }
        let second = await world.start()
        for _ in 0..<3 { await second.pass([.document, .periodic]) }
        #expect(Self.weights(world, 1...10) == Array(repeating: 1, count: 10))
        #expect(
            await second.status().health.reasons == [
                "no server of web80 works: 10 servers that the document takes out stay in service"
            ])
        var some = Self.verdicts(.down, 11...20)
        some[key()]?[endpoint(15)] = Verdict(.up)
        await second.learn(.verdicts(some))
        await second.pass(.verdicts)
        #expect(Self.weights(world, 15...15) == [1])
        await second.pass(.verification)
        #expect(Self.weights(world, 1...10) == Array(repeating: nil, count: 10))
        #expect(await second.status().handovers.isEmpty)
        #expect(!world.kinds.contains(.drift))
    }
}
