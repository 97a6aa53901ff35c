import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("The loop")
struct LoopTests {
    @Test("a document becomes the table, and a second look finds nothing to do")
    func converges() async {
        let world = World()
        world.save(spec(servers: 3))
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 3)
        let second = await loop.pass(.periodic)
        #expect(second?.plan.steps == [])
        #expect(await loop.status().health.healthy)
    }

    @Test("a server deleted behind our back is back, with an event that names it")
    func drift() async {
        let world = World()
        world.save(spec(servers: 2))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(1)] = nil }
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations[endpoint(1)] != nil)
        let last = world.events.withLock { $0.last }
        #expect(last?.kind == .drift)
        #expect(last?.message.contains("10.0.1.1:8080") == true)
    }

    @Test("what the document asks for is no drift")
    func editIsNoDrift() async {
        let world = World()
        world.save(spec(servers: 2))
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        world.save(spec(servers: 3, weight: 5))
        await loop.pass(.document)
        #expect(!world.kinds.contains(.drift))
        #expect(world.state.services[key()]?.destinations[endpoint(3)]?.destination.weight == 5)
    }

    @Test("a bad document changes nothing, and status shows what is wrong with it")
    func badDocument() async {
        let world = World()
        world.save(spec(servers: 2))
        let loop = await world.start()
        await loop.pass(.document)
        let before = world.state
        let mistake = Diagnostic(.unknownKey, at: DocumentPath(), "key \"servrs\" is not known")
        world.document.withLock { $0 = .bad([mistake]) }
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.state == before)
        let status = await loop.status()
        #expect(status.document.rejected == [mistake])
        #expect(status.document.generation == 1)
        #expect(!status.health.healthy)
        #expect(world.kinds.filter { $0 == .rejected }.count == 1)
    }

    @Test("an edit of one service looks at that service only")
    func scope() async {
        let world = World()
        let two = Spec(services: [service(servers: 2), service(servers: 2, port: 81)])
        world.save(two)
        let loop = await world.start()
        await loop.pass(.document)
        var edited = two
        edited.services[1].servers[0].weight = 9
        world.save(edited)
        let pass = await loop.pass(.document)
        #expect(
            pass?.observed.scope == .services([key(port: 81), key()])
                || pass?.observed.scope == .services([key(port: 81)]))
        #expect(pass?.outcomes.count == 1)
    }

    @Test("a server that leaves waits for its connections, over a restart too")
    func drain() async {
        let world = World()
        world.save(spec(servers: 2))
        var loop = await world.start()
        await loop.pass(.document)
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: 4), at: endpoint(2), of: key())
        }
        world.save(spec(servers: 1))
        await loop.pass(.document)
        await loop.pass(.verification)
        #expect(world.state.services[key()]?.destinations[endpoint(2)]?.destination.weight == 0)
        #expect(await loop.status().draining.map(\.endpoint) == [endpoint(2)])
        world.wait(seconds: 60)
        loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations[endpoint(2)] != nil)
        world.wait(seconds: 61)
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations[endpoint(2)] == nil)
        #expect(world.kinds.contains(.cut))
    }

    @Test("a service of another program stays as it is")
    func foreign() async {
        let world = World()
        let other = ObservedService(service: VirtualService(key: key(port: 9)))
        world.host.withLock { $0.state.services[key(port: 9)] = other }
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        await loop.clean()
        #expect(world.state.services[key(port: 9)] == other)
        #expect(world.state.services[key()] == nil)
    }

    @Test("a kernel that can't be read is said, and looked at again")
    func blind() async {
        let world = World()
        world.save(spec(servers: 1))
        world.blindness.withLock { $0 = HostFailure(operation: "look", reason: "no ip_vs") }
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.kinds.filter { $0 == .failed }.count == 1)
        #expect(await loop.status().health.reasons.contains("cannot look: no ip_vs"))
        world.blindness.withLock { $0 = nil }
        await loop.pass(.periodic)
        #expect(world.state.services[key()] != nil)
        #expect(await loop.status().health.healthy)
    }

    @Test("a full disk is said and does not stop the healing")
    func fullDisk() async {
        let world = World()
        world.save(spec(servers: 1))
        world.diskIsFull.withLock { $0 = true }
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()] != nil)
        #expect(await !loop.status().health.healthy)
        world.diskIsFull.withLock { $0 = false }
        await loop.pass(.periodic)
        #expect(await loop.status().health.healthy)
        #expect(world.ledger.withLock { $0.services[key()] } != nil)
    }
}
