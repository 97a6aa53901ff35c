import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("Addresses in the loop")
struct AddressLoopTests {
    private static let own = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0001))
    private static let other = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0002))

    private func carrying(
        _ address: IPAddress, on interface: String = "eth0", services: [Service] = []
    ) throws -> Spec {
        let prefix = try #require(Prefix(address, length: 24))
        return Spec(
            virtualAddresses: [VirtualAddress(address: prefix, interface: interface)],
            services: services)
    }

    private func place(_ address: IPAddress, on interface: String = "eth0") -> InterfaceAddress {
        InterfaceAddress(interface: interface, prefix: Prefix(host: address))
    }

    private func world() -> World {
        let world = World()
        world.host.withLock { $0.state.interfaces = ["eth0", "eth1"] }
        return world
    }

    private func announcements(_ world: World) -> Int {
        world.host.withLock { host in
            host.history.count { outcome in
                if case .address(.announce) = outcome.step { outcome.succeeded } else { false }
            }
        }
    }

    @Test("an address that waited for HAProxy is no drift when it comes")
    func served() async throws {
        let world = world()
        var spec = try carrying(Self.own)
        let listen = Endpoint(Self.own, port: 80)
        spec.proxies = [Proxy(name: "shop", listen: [listen])]
        world.save(spec)
        let loop = await world.start(served: [])
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.state.addresses.isEmpty)
        await loop.learn(.listening([listen]))
        await loop.pass(.periodic)
        #expect(world.state.addresses[place(Self.own)] == .ours)
        #expect(!world.kinds.contains(.drift))
    }

    @Test("an address that goes after its service has drained is no drift")
    func departure() async throws {
        let world = world()
        world.save(try carrying(Self.own, services: [service(servers: 1)]))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: 4), at: endpoint(1), of: key())
        }
        world.save(Spec())
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.state.addresses[place(Self.own)] != nil)
        world.host.withLock {
            $0.setConnections(ConnectionCounts(), at: endpoint(1), of: key())
        }
        await loop.pass(.periodic)
        await loop.pass(.periodic)
        #expect(world.state.addresses.isEmpty && world.state.services.isEmpty)
        #expect(!world.kinds.contains(.drift))
    }

    @Test("an address that is taken away is drift, also beside an edit of another")
    func drift() async throws {
        let world = world()
        var spec = try carrying(Self.own)
        world.save(spec)
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.state.addresses = [:] }
        spec.virtualAddresses += try carrying(Self.other).virtualAddresses
        world.save(spec)
        await loop.pass(.document)
        #expect(world.state.addresses.count == 2)
        #expect(world.kinds.contains(.drift))
    }

    @Test("an edit with a mistyped interface takes no client away, and the next one moves them")
    func mistyped() async throws {
        let world = world()
        world.save(try carrying(Self.own, services: [service(servers: 1)]))
        let loop = await world.start()
        await loop.pass(.document)
        var moved = service(servers: 1)
        moved.key = .listen(.tcp, Endpoint(Self.other, port: 80))
        world.save(try carrying(Self.other, on: "ehh0", services: [moved]))
        await loop.pass(.document)
        for reasons in [Wake.verification, .periodic, .verdicts, .periodic] {
            world.wait(seconds: 200)
            await loop.pass(reasons)
            let found = world.state.services[key()]?.destinations[endpoint(1)]
            #expect(found?.destination.weight == 1)
            #expect(world.state.addresses[place(Self.own)] != nil)
        }
        #expect(await loop.status().notes.contains { $0.contains("there is no such interface") })
        world.save(try carrying(Self.other, services: [moved]))
        for reasons in [Wake.document, .verification, .periodic, .periodic] {
            await loop.pass(reasons)
        }
        #expect(Array(world.state.services.keys) == [moved.key])
        #expect(Array(world.state.addresses.keys) == [place(Self.other)])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("when the kernel refuses the new address the old one and its service stay")
    func refused() async throws {
        let world = world()
        world.save(try carrying(Self.own, services: [service(servers: 1)]))
        let loop = await world.start()
        await loop.pass(.document)
        let wanted = place(Self.other)
        world.host.withLock {
            $0.refusal = { step in
                guard step == .address(.add(wanted)) else { return nil }
                return HostFailure(operation: step.operation, reason: "no", errno: "EACCES")
            }
        }
        var moved = service(servers: 1)
        moved.key = .listen(.tcp, Endpoint(Self.other, port: 80))
        world.save(try carrying(Self.other, services: [moved]))
        await loop.pass(.document)
        for seconds: Int64 in [0, 1, 2, 100] {
            world.wait(seconds: seconds)
            await loop.pass(.periodic)
            let found = world.state.services[key()]?.destinations[endpoint(1)]
            #expect(found?.destination.weight == 1)
            #expect(world.state.addresses[place(Self.own)] != nil)
        }
        #expect(world.ledger.withLock { $0.addresses } == [place(Self.own)])
    }

    @Test("an address is announced again after 1 and 5 seconds, without an event")
    func repeated() async throws {
        let world = world()
        world.save(try carrying(Self.own))
        let loop = await world.start()
        await loop.pass(.document)
        #expect(announcements(world) == 1)
        let events = world.kinds.count
        #expect(await loop.nextLook().delay <= .seconds(1))
        await loop.pass(.periodic)
        #expect(announcements(world) == 1)
        for (seconds, count): (Int64, Int) in [(1, 2), (1, 2), (3, 3), (5, 3)] {
            world.wait(seconds: seconds)
            await loop.pass(.periodic)
            #expect(announcements(world) == count)
        }
        #expect(world.kinds.count == events)
    }

    @Test("an address is announced when its link is back, and status says that it was gone")
    func linkReturns() async throws {
        let world = world()
        world.save(try carrying(Self.own))
        let loop = await world.start()
        await loop.pass(.document)
        world.wait(seconds: 60)
        await loop.pass(.periodic)
        let count = announcements(world)
        world.host.withLock { $0.state.silentInterfaces = ["eth0": .noCarrier] }
        await loop.pass(.periodic)
        #expect(await loop.status().health.reasons == ["without a link: 1 virtual address"])
        world.host.withLock { $0.state.silentInterfaces = [:] }
        await loop.pass(.periodic)
        #expect(announcements(world) == count + 1)
        await loop.pass(.periodic)
        #expect(announcements(world) == count + 1)
        #expect(await loop.status().health.healthy)
        #expect(!world.kinds.contains(.drift))
    }

    @Test("an address that waited for a link moves when it is there, and that is no drift")
    func waitsForLink() async throws {
        let world = world()
        world.save(try carrying(Self.own))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.state.silentInterfaces = ["eth1": .down] }
        world.save(try carrying(Self.own, on: "eth1"))
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(Array(world.state.addresses.keys) == [place(Self.own)])
        world.host.withLock { $0.state.silentInterfaces = [:] }
        await loop.pass(.periodic)
        #expect(Array(world.state.addresses.keys) == [place(Self.own, on: "eth1")])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("an address that was there already is not recorded as ours")
    func adopted() async throws {
        let world = world()
        let wanted = place(Self.own)
        world.host.withLock {
            $0.refusal = { step in
                guard step == .address(.add(wanted)) else { return nil }
                return HostFailure(operation: step.operation, reason: "no")
            }
        }
        world.save(try carrying(Self.own))
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.ledger.withLock { $0.addresses.isEmpty })
    }

    @Test("routes that this node loses with its role are a reason")
    func endangeredRoutes() async {
        let prefix = Prefix(host: Self.own)
        let world = World()
        world.host.withLock {
            $0.state.interfaces = ["eth0"]
            $0.state.addresses = [InterfaceAddress(interface: "eth0", prefix: prefix): .ours]
            $0.state.loneRoutes = ["eth0": 1]
        }
        var spec = Spec(virtualAddresses: [VirtualAddress(address: prefix, interface: "eth0")])
        spec.cluster = Cluster(name: "shop", nodes: [Node(name: "one"), Node(name: "two")])
        world.save(spec)
        let loop = await world.start()
        await loop.pass(.document)
        #expect(await loop.status().health.reasons == [])
        spec.cluster?.failover = Failover(links: [.interface("eth0")])
        world.save(spec)
        await loop.pass(.document)
        #expect(
            await loop.status().health.reasons == [
                "eth0 has no IPv4 address but virtual ones: with them it loses 1 route, for good"
            ])
    }
}
