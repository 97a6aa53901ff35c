import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("What an operator takes out")
struct OperatorTests {
    private static func serving(_ world: World, _ service: Service) async -> Reconciler {
        world.save(Spec(services: [service]))
        let loop = await world.start()
        for _ in 0..<2 { await loop.pass([.document, .periodic]) }
        return loop
    }

    private static func connections(_ world: World, _ count: Int) {
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: count), at: endpoint(1), of: key())
        }
    }

    @Test("a drained server without connections is an event, once")
    func empty() async {
        let world = World()
        var made = service(servers: 2)
        let loop = await Self.serving(world, made)
        Self.connections(world, 5)
        made.servers[0].state = .drain
        world.save(Spec(services: [made]))
        for _ in 0..<2 { await loop.pass([.document, .periodic]) }
        #expect(!world.kinds.contains(.empty))
        Self.connections(world, 0)
        for _ in 0..<3 { await loop.pass(.periodic) }
        let events = world.events.withLock { $0.filter { $0.kind == .empty } }
        #expect(events.map(\.message) == ["web80/web1 has no connections left"])
    }

    @Test("a server that is offline is never cut; one that left the document is, with a warning")
    func cuts() async {
        let world = World()
        var made = service(servers: 2)
        let loop = await Self.serving(world, made)
        Self.connections(world, 5)
        made.servers[0].state = .offline
        world.save(Spec(services: [made]))
        await loop.pass([.document, .periodic])
        world.wait(seconds: 100_000)
        for _ in 0..<2 { await loop.pass(.periodic) }
        #expect(world.state.services[key()]?.destinations[endpoint(1)]?.destination.weight == 0)
        #expect(!world.kinds.contains(.cut) && !world.kinds.contains(.drained))
        made.servers.removeFirst()
        world.save(Spec(services: [made]))
        await loop.pass([.document, .periodic])
        #expect(world.state.services[key()]?.destinations[endpoint(1)] == nil)
        #expect(world.kinds.contains(.cut) && !world.kinds.contains(.drained))
    }
}
