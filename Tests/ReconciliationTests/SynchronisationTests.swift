import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("Connections of the master")
struct SynchronisationTests {
    private func world(_ sync: ConnectionSync?) -> World {
        let world = World()
        world.host.withLock { $0.state.interfaces = ["eth0", "eth1"] }
        var spec = Spec(services: [service(servers: 2)])
        spec.cluster = Cluster(
            name: "shop", nodes: [Node(name: "one"), Node(name: "two")], connectionSync: sync)
        spec.cluster?.failover = Failover(links: [.interface("eth0")])
        world.save(spec)
        return world
    }

    @Test("a node knows them after a round of its backup daemon, also after a restart of the loop")
    func round() async {
        let world = world(ConnectionSync(interface: "eth1"))
        world.host.withLock { $0.state.sysctls = [.syncRefreshPeriod: 0] }
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        #expect(world.state.syncDaemons.count == 2)
        #expect(world.state.sysctls[.syncRefreshPeriod] == 10)
        #expect(await loop.fitness?.knowsConnections == false)
        world.wait(seconds: 12)
        #expect(await loop.fitness?.knowsConnections == false)
        let next = await world.start()
        await next.pass(.document)
        #expect(await next.fitness?.knowsConnections == false)
        world.wait(seconds: 1)
        #expect(await next.fitness?.knowsConnections == true)
        #expect(await loop.fitness?.knowsConnections == true)
        // A daemon that starts again has missed messages.
        world.host.withLock { $0.state.syncDaemons[.backup] = nil }
        await next.pass(.periodic)
        await next.pass(.verification)
        #expect(world.state.syncDaemons.count == 2)
        #expect(await next.fitness?.knowsConnections == false)
    }

    @Test("without a backup daemon in the document there is nothing to know")
    func none() async {
        for sync in [nil, ConnectionSync(role: .master, interface: "eth1")] {
            let world = world(sync)
            let loop = await world.start()
            await loop.pass(.document)
            await loop.pass(.verification)
            #expect(await loop.fitness?.knowsConnections == true)
        }
    }

    @Test("a daemon that can't run knows nothing")
    func missing() async {
        let world = world(ConnectionSync(interface: "eth9"))
        let loop = await world.start()
        await loop.pass(.document)
        world.wait(seconds: 100)
        #expect(await loop.fitness?.knowsConnections == false)
    }

    @Test("while the election can't start, the node has the daemons of its document")
    func withoutElection() async {
        let world = world(ConnectionSync(interface: "eth1"))
        let loop = await world.start()
        await loop.learn(.election(.none))
        for role in [true, false] {
            await loop.learn(.role(carriesAddresses: role))
            await loop.pass(.document)
            await loop.pass(.verification)
            #expect(Set(world.state.syncDaemons.keys) == [.master, .backup])
        }
    }
}
