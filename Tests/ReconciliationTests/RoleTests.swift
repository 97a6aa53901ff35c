import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("Addresses without the rest")
struct RoleTests {
    private func spec() throws -> Spec {
        var spec = Spec(services: [service(servers: 2)])
        let prefix = try #require(Prefix("10.0.0.1/24"))
        spec.virtualAddresses = [VirtualAddress(address: prefix, interface: "eth0")]
        return spec
    }

    private func world() throws -> World {
        let world = World()
        world.host.withLock { $0.state.interfaces = ["eth0"] }
        world.save(try spec())
        return world
    }

    @Test("another role plans and applies addresses, and does not read the IPVS table")
    func role() async throws {
        let world = try world()
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        let services = world.state.services
        await loop.learn(.role(carriesAddresses: false))
        var pass = await loop.pass(.role)
        #expect(pass?.observed.scope == Scope(domains: [.address]))
        #expect(pass?.plan.steps.map(\.description) == ["- address 10.0.0.1/32 on eth0"])
        #expect(world.state.addresses.isEmpty && world.state.services == services)
        await loop.learn(.role(carriesAddresses: true))
        pass = await loop.pass(.role)
        #expect(pass?.observed.scope == Scope(domains: [.address]))
        #expect(pass?.plan.steps.map(\.action) == [.add, .announce])
        #expect(world.state.addresses.count == 1)
        // Neither was drift, and a look at everything finds nothing left.
        #expect(await loop.pass(.periodic)?.plan.steps == [])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("another role reads the table of IPVS at no size: 1,000 services of 20 servers")
    func large() async throws {
        var spec = Spec(services: (1...1_000).map { service(servers: 20, port: UInt16($0)) })
        let prefix = try #require(Prefix("10.0.0.1/24"))
        spec.virtualAddresses = [VirtualAddress(address: prefix, interface: "eth0")]
        let world = World()
        world.host.withLock { $0.state.interfaces = ["eth0"] }
        world.save(spec)
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        #expect(world.state.services.count == 1_000)
        world.looks.withLock { $0 = [] }
        for carries in [false, true] {
            await loop.learn(.role(carriesAddresses: carries))
            let pass = await loop.pass(.role)
            #expect(pass?.plan.steps.map(\.action) == (carries ? [.add, .announce] : [.remove]))
            #expect(world.state.addresses.count == (carries ? 1 : 0))
        }
        let looks = world.looks.withLock { $0 }
        #expect(!looks.isEmpty && looks.allSatisfy { $0 == Scope(domains: [.address]) })
    }

    @Test("a node whose table can't be read gives up its addresses, and adds none")
    func unreadable() async throws {
        let world = try world()
        let loop = await world.start()
        await loop.pass(.document)
        world.tableIsHidden.withLock { $0 = true }
        await loop.pass(.periodic)
        #expect(world.state.addresses.count == 1)
        #expect(await !loop.status().health.healthy)
        await loop.learn(.role(carriesAddresses: false))
        await loop.pass(.role)
        #expect(world.state.addresses.isEmpty)
        await loop.learn(.role(carriesAddresses: true))
        let pass = await loop.pass(.role)
        #expect(world.state.addresses.isEmpty)
        #expect(
            pass?.plan.notes.contains {
                $0.contains("has to wait: the IPVS table can't be read")
            } == true)
        #expect(world.ledger.withLock { $0.services[key()] } != nil)
        world.tableIsHidden.withLock { $0 = false }
        await loop.pass(.periodic)
        #expect(world.state.addresses.count == 1)
        #expect(await loop.status().health.healthy)
    }

    @Test("with failover the loop leaves addresses alone, until the election has ended")
    func elected() async throws {
        let world = try world()
        let loop = await world.start()
        var elected = try spec()
        elected.cluster = Cluster(
            name: "pair", nodes: [Node(name: "a")],
            failover: Failover(links: [.interface("eth0")]))
        world.save(elected)
        await loop.pass(.document)
        #expect(world.state.addresses.isEmpty)
        let address = InterfaceAddress(
            interface: "eth0", prefix: try #require(Prefix("10.0.0.1/24")))
        world.host.withLock { $0.state.addresses[address] = .ours }
        await loop.learn(.election(.running))
        await loop.learn(.role(carriesAddresses: true))
        #expect(await loop.pass(.periodic)?.plan.steps == [])
        let status = await loop.status()
        #expect(status.addresses.map(\.elected) == [true])
        #expect(status.addresses.map(\.words) == ["on this node, by election"])
        #expect(status.health.healthy)
        #expect(status.notes == [])
        // The process still moves the addresses after the edit.
        world.save(try spec())
        await loop.pass(.document)
        world.host.withLock { $0.state.addresses = [:] }
        #expect(await loop.pass(.periodic)?.plan.steps == [])
        await loop.learn(.election(.none))
        await loop.pass(.role)
        #expect(world.state.addresses.keys.map(\.place) == [address.place])
    }

    @Test("an elected address with a virtual MAC address is on an interface of its own")
    func virtualMAC() async throws {
        let world = try world()
        var elected = try spec()
        var failover = Failover(links: [.interface("eth0")])
        failover.hasVirtualMAC = true
        elected.cluster = Cluster(name: "pair", nodes: [Node(name: "a")], failover: failover)
        world.save(elected)
        let loop = await world.start()
        await loop.pass(.document)
        let address = InterfaceAddress(
            interface: "vrrp4-51", prefix: try #require(Prefix("10.0.0.1/24")))
        world.host.withLock { $0.state.addresses[address] = .ours }
        await loop.learn(.election(.running))
        await loop.learn(.role(carriesAddresses: true))
        #expect(await loop.pass(.periodic)?.plan.steps == [])
        #expect(await loop.status().addresses.map(\.words) == ["on this node, by election"])
    }

    @Test("addresses that can't be read stop no service")
    func blindToAddresses() async throws {
        let world = try world()
        let loop = await world.start()
        await loop.pass(.document)
        world.addressesAreHidden.withLock { $0 = true }
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(1)] = nil }
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations.count == 2)
        #expect(world.state.addresses.count == 1)
        #expect(await !loop.status().health.healthy)
    }

    @Test("addresses without a service are added though the table can't be read")
    func unrelated() async throws {
        let world = try world()
        var spec = try spec()
        spec.virtualAddresses.append(
            VirtualAddress(address: try #require(Prefix("10.0.0.7/24")), interface: "eth0"))
        world.save(spec)
        world.tableIsHidden.withLock { $0 = true }
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.addresses.keys.map(\.description) == ["10.0.0.7/32 on eth0"])
    }
}
