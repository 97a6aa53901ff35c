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
                    + "until one of web11, web12, web13 and 7 more passes its check; no check "
                    + "watches them meanwhile"
            ])
        #expect(
            status.services[0].servers.last?.reason
                == "not in the document; stays until a server of the document passes its check")

        // Killed, and restarted with the saved verdicts.
        world.verdicts.withLock { $0 = Self.verdicts(.down, 11...20) }
        let second = await world.start()
        for _ in 0..<3 { await second.pass([.document, .periodic]) }
        #expect(Self.weights(world, 1...10) == Array(repeating: 1, count: 10))
        #expect(
            await second.status().health.reasons == [
                "no server of web80 works: 10 servers that left the document stay in service"
            ])
        var some = Self.verdicts(.down, 11...20)
        some[key()]?[endpoint(15)] = Verdict(.up)
        await second.take(some)
        await second.pass(.verdicts)
        #expect(Self.weights(world, 15...15) == [1])
        await second.pass(.verification)
        #expect(Self.weights(world, 1...10) == Array(repeating: nil, count: 10))
        #expect(await second.status().handovers.isEmpty)
        #expect(!world.kinds.contains(.drift))
    }
}
