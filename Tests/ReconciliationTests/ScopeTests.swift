import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("What a pass looks at")
struct ScopeTests {
    private func checked() -> Spec {
        var spec = spec(servers: 2)
        spec.services[0].check = Check()
        return spec
    }

    private func verdicts(_ second: Verdict.State) -> Verdicts {
        [key(): [endpoint(1): Verdict(.up), endpoint(2): Verdict(second)]]
    }

    @Test(
        "it is what differs from what was fulfilled, whatever has woken the loop",
        arguments: [Wake.verification, .document, .verdicts, .feedback])
    func difference(_ reason: Wake) async {
        let world = World()
        world.save(checked())
        world.verdicts.withLock { $0 = verdicts(.up) }
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        await loop.learn(.verdicts(verdicts(.down)))
        let pass = await loop.pass(reason)
        #expect(pass?.observed.scope == .services([key()]))
        #expect(world.state.services[key()]?.destinations[endpoint(2)]?.destination.weight == 0)
    }

    @Test("a service whose servers need an interface to forward is one with the host's settings")
    func interfaceForwarding() async throws {
        let world = World()
        let prefix = try #require(Prefix("10.0.9.1/24"))
        world.host.withLock {
            $0.state.interfaces = ["eth0", "eth1"]
            $0.state.addresses = [
                InterfaceAddress(interface: "eth1", prefix: prefix): .foreign
            ]
            $0.state.switchedOff = [.interfaceForwarding("eth1")]
        }
        var spec = spec(servers: 2)
        spec.services[0].forwarding = .masq
        world.save(spec)
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        #expect(world.state.switchedOff.contains(.interfaceForwarding("eth1")))
        spec.services[0].servers.append(
            RealServer(name: "far", address: try #require(IPAddress("10.0.9.2")), port: 80))
        world.save(spec)
        await loop.pass(.document)
        #expect(!world.state.switchedOff.contains(.interfaceForwarding("eth1")))
    }

    @Test("the period follows what a look at everything costs, not the last pass")
    func period() async {
        let world = World()
        world.save(checked())
        world.verdicts.withLock { $0 = verdicts(.up) }
        let loop = await world.start()
        await loop.pass(.document)
        let cost = await loop.progress.rotation.fullCost
        #expect(cost > .zero)
        await loop.learn(.verdicts(verdicts(.down)))
        await loop.pass(.verdicts)
        #expect(await loop.progress.rotation.fullCost == cost)
    }

    @Test("a service that leaves with its address is looked at with all addresses")
    func leaving() async throws {
        let world = World()
        world.host.withLock { $0.state.interfaces = ["eth0"] }
        let prefix = try #require(Prefix("10.0.0.9/24"))
        var spec = spec(servers: 1)
        spec.virtualAddresses = [VirtualAddress(address: prefix, interface: "eth0")]
        world.save(spec)
        let loop = await world.start()
        await loop.pass(.document)
        spec.services = []
        world.save(spec)
        let pass = await loop.pass(.document)
        #expect(pass?.observed.scope == .everything)
        await loop.pass(.verification)
        #expect(world.state.services.isEmpty)
    }

    @Test("a service that the kernel's list skipped is neither forgotten nor made again")
    func overlooked() async {
        let world = World()
        let two = Spec(services: [service(servers: 2), service(servers: 2, port: 81)])
        world.save(two)
        let loop = await world.start()
        await loop.pass(.document)
        world.overlooked.withLock { $0 = [key(port: 81)] }
        let pass = await loop.pass(.periodic)
        #expect(pass?.plan.steps == [])
        #expect(!world.kinds.contains(.drift))
        // One that leaves stays in the ledger.
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: 1), at: endpoint(1), of: key(port: 81))
        }
        world.save(spec(servers: 2))
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.ledger.withLock { $0.services[key(port: 81)] } != nil)
    }

    @Test("defaults come when the last foreign service has gone, and that is no drift")
    func defaults() async {
        let world = World()
        let foreign = ObservedService(service: VirtualService(key: key(port: 9)))
        world.host.withLock {
            $0.state.services[key(port: 9)] = foreign
            $0.state.sysctls = [.expireNoDestinationConnection: 0]
        }
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(world.state.sysctls[.expireNoDestinationConnection] == 0)
        world.host.withLock { $0.state.services[key(port: 9)] = nil }
        await loop.pass(.periodic)
        #expect(world.state.sysctls[.expireNoDestinationConnection] == 1)
        #expect(!world.kinds.contains(.drift))
        // And what is changed afterwards is drift.
        world.host.withLock { $0.state.sysctls[.expireNoDestinationConnection] = 0 }
        await loop.pass(.periodic)
        #expect(world.kinds.last == .drift)
    }

    @Test("forwarding that is switched off is switched on again, as drift")
    func forwarding() async {
        let world = World()
        world.host.withLock { $0.state.switchedOff = [.forwarding(.ipv4)] }
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.switchedOff.isEmpty && !world.kinds.contains(.drift))
        world.host.withLock { $0.state.switchedOff = [.forwarding(.ipv4)] }
        await loop.pass(.periodic)
        #expect(world.state.switchedOff.isEmpty && world.kinds.last == .drift)
    }

    @Test("an edit that brings the first masq service brings forwarding with it, as no drift")
    func firstMasquerade() async {
        let world = World()
        world.host.withLock {
            $0.state.switchedOff = [.forwarding(.ipv4)]
            $0.state.sysctls = [.expireNoDestinationConnection: 0]
        }
        world.save(Spec())
        let loop = await world.start()
        await loop.pass(.document)
        world.save(spec(servers: 1))
        await loop.pass(.document)
        #expect(world.state.switchedOff.isEmpty)
        #expect(world.state.sysctls[.expireNoDestinationConnection] == 1)
        await loop.pass(.periodic)
        #expect(!world.kinds.contains(.drift))
    }
}
