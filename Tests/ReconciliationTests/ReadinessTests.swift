import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("The readiness of a node")
struct ReadinessTests {
    private static let place = Endpoint(address(200), port: 80)
    private static let other = Endpoint(address(201), port: 80)

    private static func proxies(at places: Endpoint...) -> Spec {
        Spec(proxies: [Proxy(name: "web", listen: places)])
    }

    /// A loop whose HAProxy serves ``place``, and passes connections to a server.
    private func loop(_ world: World) async -> Reconciler {
        let loop = await world.start(served: [], listening: [Self.place])
        await loop.learn(.usability(ProxyUsability(known: [Self.place], usable: [Self.place])))
        return loop
    }

    @Test("a part of the host that the document does not use keeps no node from being ready")
    func unused() async throws {
        let world = World()
        world.save(Self.proxies(at: Self.place))
        world.addressesAreHidden.withLock { $0 = true }
        world.tableIsHidden.withLock { $0 = true }
        let loop = await loop(world)
        await loop.pass(.document)
        let fitness = try #require(await loop.fitness)
        #expect(fitness.failure == nil && fitness.isFulfilled)
        #expect(fitness.unready == [])
        #expect(
            await loop.status().health.reasons == ["cannot read: no memory"], "it stays visible")
    }

    @Test("a part of the host that the document or the ledger uses does")
    func used() async throws {
        var addressed = Self.proxies(at: Self.place)
        addressed.virtualAddresses = [
            VirtualAddress(address: try #require(Prefix("10.0.0.1/24")), interface: "eth0")
        ]
        var elected = addressed
        elected.cluster = Cluster(
            name: "pair", nodes: [Node(name: "a")],
            failover: Failover(links: [.interface("eth0")]))
        var owned = Ledger()
        owned.addresses = [
            InterfaceAddress(interface: "eth0", prefix: try #require(Prefix("10.0.0.1/24")))
        ]
        // The service of this document has a masq server.
        let cases: [(Spec, Ledger)] = [
            (addressed, Ledger()), (elected, Ledger()), (spec(servers: 1), Ledger()),
            (Self.proxies(at: Self.place), owned),
        ]
        for (spec, ledger) in cases {
            let world = World()
            world.save(spec)
            world.ledger.withLock { $0 = ledger }
            world.addressesAreHidden.withLock { $0 = true }
            let loop = await loop(world)
            await loop.pass(.document)
            let reason = UnreadyReason.host("cannot read: no memory")
            #expect(await loop.fitness?.unready == [reason], "\(spec)")
            #expect(await loop.fitness?.failure == "cannot read: no memory")
            world.addressesAreHidden.withLock { $0 = false }
            await loop.pass(.periodic)
            #expect(await loop.fitness?.unready == [], "\(spec)")
            #expect(await loop.fitness?.failure == nil)
        }
    }

    @Test("services in the ledger need the table, also where the document has none")
    func leaving() async throws {
        let world = World()
        world.save(spec(servers: 1))
        let loop = await loop(world)
        await loop.pass(.document)
        world.save(Self.proxies(at: Self.place))
        world.tableIsHidden.withLock { $0 = true }
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [.host("cannot read: out of memory")])
    }

    @Test("a document of proxies is ready once one of them has a usable server")
    func usability() async throws {
        let world = World()
        world.save(Self.proxies(at: Self.place, Self.other))
        let loop = await world.start(served: [], listening: [Self.place])
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [.servers])
        #expect(await loop.fitness?.share == 100, "unknown servers are no loss")
        var report = ProxyUsability(known: [Self.place, Self.other], usable: [Self.place])
        await loop.learn(.usability(report))
        #expect(await loop.fitness?.unready == [])
        #expect(await loop.fitness?.share == 50)
        report.usable = []
        await loop.learn(.usability(report))
        #expect(await loop.fitness?.unready == [.servers])
        #expect(await loop.fitness?.share == 0)
    }

    @Test("after an edit a proxy has the servers of the last look, until the next one")
    func edited() async throws {
        let world = World()
        world.save(Self.proxies(at: Self.place))
        let loop = await loop(world)
        await loop.pass(.document)
        world.save(Self.proxies(at: Self.place, Self.other))
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [])
        #expect(await loop.fitness?.share == 100)
        world.save(Self.proxies(at: Self.other))
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [.proxies, .servers])
    }

    @Test("the statistics of HAProxy are no service, and a document without services is ready")
    func statistics() async throws {
        let world = World()
        var spec = Spec()
        spec.haproxy.statistics = Self.other
        world.save(spec)
        let loop = await world.start(served: [])
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [])
        spec.proxies = Self.proxies(at: Self.place).proxies
        world.save(spec)
        await loop.learn(.listening([Self.other]))
        await loop.pass(.document)
        #expect(await loop.fitness?.unready == [.proxies, .servers])
    }
}
