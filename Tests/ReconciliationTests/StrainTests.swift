import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("The loop under strain")
struct StrainTests {
    /// Refuses every step about the servers with these numbers.
    private func refuse(_ world: World, _ numbers: Int...) {
        let subjects = Set(numbers.map { StepSubject.server(endpoint($0), of: key()) })
        world.host.withLock {
            $0.refusal = { step in
                guard subjects.contains(step.subject) else { return nil }
                return HostFailure(operation: step.operation, reason: "out of memory")
            }
        }
    }

    @Test(
        "drift is put right though the document is saved all the time", .timeLimit(.minutes(20)))
    func busyDocument() async {
        let world = World()
        world.save(spec(servers: 2))
        let loop = await world.start()
        let running = Task { await loop.run {} }
        let saving = Task {
            while !Task.isCancelled {
                await loop.wake(.document)
                await Task.yield()
            }
        }
        while world.state.services[key()] == nil { await Task.yield() }
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(1)] = nil }
        while world.state.services[key()]?.destinations[endpoint(1)] == nil && !Task.isCancelled {
            await Task.yield()
        }
        #expect(world.state.services[key()]?.destinations[endpoint(1)] != nil)
        saving.cancel()
        running.cancel()
        await running.value
    }

    @Test("drift is called drift though another server can't be added")
    func driftBesideFailure() async {
        let world = World()
        refuse(world, 3)
        world.save(spec(servers: 3))
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(1)] = nil }
        await loop.pass(.periodic)
        #expect(world.kinds.last == .drift)
        #expect(world.kinds.filter { $0 == .drift }.count == 1)
    }

    @Test("what succeeds after failing is no drift")
    func recoveryIsNoDrift() async {
        let world = World()
        refuse(world, 3)
        world.save(spec(servers: 3))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.refusal = { _ in nil } }
        world.wait(seconds: 100)
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations.count == 3)
        #expect(!world.kinds.contains(.drift))
    }

    @Test("a new document has what failed tried at once, whatever it changes")
    func triedWithNewDocument() async {
        let world = World()
        refuse(world, 3)
        var document = spec(servers: 3)
        world.save(document)
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.refusal = { _ in nil } }
        document.services.append(service(servers: 1, port: 81))
        world.save(document)
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 3)
    }

    @Test("a step whose time has come but that is withheld does not keep the loop busy")
    func withheldStep() async {
        let world = World()
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        // The new server can't be added, so the old one, whose drain failed before, stays.
        refuse(world, 1)
        var other = spec(servers: 2)
        other.services[0].servers.removeFirst()
        world.save(other)
        await loop.pass(.document)
        refuse(world, 1, 2)
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(2)] = nil }
        world.wait(seconds: 10)
        // On a busy machine the time until the next look may be over before it is asked for.
        var isCalm = false
        for _ in 0..<100 where !isCalm {
            await loop.pass(.periodic)
            isCalm = await loop.nextLook().delay > .milliseconds(20)
        }
        #expect(isCalm)
    }

    @Test("a table that can't be read is not an empty one: what leaves is not forgotten")
    func blindLeaving() async {
        let world = World()
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: 4), at: endpoint(1), of: key())
        }
        world.save(Spec())
        await loop.pass(.document)
        world.tableIsHidden.withLock { $0 = true }
        await loop.pass(.periodic)
        #expect(world.ledger.withLock { $0.services[key()] } != nil)
        #expect(await !loop.status().health.healthy)
    }
}
