import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("A start")
struct StartTests {
    private static let mistake = Diagnostic(.unknownKey, at: DocumentPath(), "no such key")

    @Test("a bad document at a start brings the one that was accepted last into force")
    func badDocument() async {
        let world = World()
        world.kept.withLock { $0 = .good(spec(servers: 2), warnings: [], accepted: 1_000) }
        world.document.withLock { $0 = .bad([Self.mistake]) }
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 2)
        var status = await loop.status()
        #expect(status.document.kept == 1_000 && status.document.rejected == [Self.mistake])
        let reason =
            "the document on disk is not in force, the one accepted at "
            + "1970-01-01T00:00:01Z is"
        #expect(status.health.reasons == [reason])
        #expect(
            world.events.withLock { $0.first?.message }
                == "document rejected, the one accepted at 1970-01-01T00:00:01Z is in force")
        // It heals, and a good document takes its place.
        world.host.withLock { $0.state.services[key()]?.destinations[endpoint(1)] = nil }
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations.count == 2)
        world.save(spec(servers: 3))
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 3)
        status = await loop.status()
        #expect(status.document.kept == nil && status.health.healthy)
        #expect(status.document.generation == 2)
    }

    @Test("a document that can't be read yet does not hold up the one that was accepted last")
    func notYet() async {
        let world = World()
        world.kept.withLock { $0 = .good(spec(servers: 2), warnings: [], accepted: 1_000) }
        world.document.withLock { $0 = .unchanged }
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 2)
        let status = await loop.status()
        #expect(
            status.health.reasons == [
                "the document on disk is not read yet, the one accepted at "
                    + "1970-01-01T00:00:01Z is"
            ])
        // The file says the same: nothing is done, and it is the one in force.
        world.save(spec(servers: 2))
        await loop.pass(.document)
        #expect(await loop.status().health.healthy)
        #expect(await loop.status().document.kept == nil)
    }

    @Test("while a document is in force the kept one is of no account")
    func inForce() async {
        let world = World()
        world.save(spec(servers: 3))
        world.kept.withLock { $0 = .good(spec(servers: 1), warnings: [], accepted: 1_000) }
        let loop = await world.start()
        await loop.pass(.document)
        world.document.withLock { $0 = .bad([Self.mistake]) }
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 3)
        #expect(await loop.status().document.kept == nil)
    }

    @Test("a kept document that is of no use is told of once, and changes nothing")
    func useless() async {
        let world = World()
        let failure = HostFailure(operation: "use it", reason: "it is damaged")
        world.kept.withLock { $0 = .useless(failure) }
        world.document.withLock { $0 = .unchanged }
        let loop = await world.start()
        #expect(await !loop.lacksDocument, "it was not looked at")
        for _ in 0..<3 { await loop.pass(.periodic) }
        #expect(await loop.lacksDocument)
        #expect(world.events.withLock { $0.map(\.message) } == ["cannot use it: it is damaged"])
        #expect(await loop.status().health.reasons == ["no document is in force"])
    }

    @Test("a ledger that can't be read at a start is read later, and nothing in it is lost")
    func ledger() async {
        let world = World()
        world.save(Spec(services: [service(servers: 1), service(servers: 1, port: 81)]))
        await world.start().pass(.document)
        #expect(world.ledger.withLock { $0.services.count } == 2)
        // One service leaves while the daemon is down, and the next one can't open the ledger.
        world.save(spec(servers: 1))
        world.ledgerIsLocked.withLock { $0 = true }
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key(port: 81)] != nil, "it counts as foreign for now")
        #expect(await !loop.status().health.healthy)
        await loop.pass(.periodic)
        let told = world.events.withLock { $0.filter { $0.message.contains("read the ledger") } }
        #expect(told.count == 1)
        world.ledgerIsLocked.withLock { $0 = false }
        for _ in 0..<4 { await loop.pass(.periodic) }
        #expect(world.state.services[key(port: 81)] == nil, "it was ours, and has left")
        #expect(await loop.status().health.healthy)
    }

    @Test("an entry of the ledger that is over goes though a step fails for good")
    func pruning() async {
        let world = World()
        world.save(Spec(services: [service(servers: 1), service(servers: 1, port: 81)]))
        let loop = await world.start()
        await loop.pass(.document)
        let failing = key()
        world.host.withLock { host in
            host.state.services[failing]?.destinations = [:]
            host.refusal = { step in
                step.subject.service == failing
                    ? HostFailure(operation: "do it", reason: "it can't be done") : nil
            }
        }
        world.save(spec(servers: 1))
        for _ in 0..<4 {
            await loop.pass(.periodic)
            world.wait(seconds: 120)
        }
        #expect(world.state.services[key(port: 81)] == nil)
        #expect(world.ledger.withLock { Array($0.services.keys) } == [failing])
    }

    @Test("a damaged ledger degrades the status until an operator has removed it")
    func damagedLedger() async {
        let world = World()
        world.save(spec(servers: 1))
        let failure = HostFailure(operation: "know all objects", reason: "the ledger was damaged")
        world.ledgerLoss.withLock { $0 = failure }
        let reconciler = await world.start()
        await reconciler.pass(.document)
        #expect(await reconciler.status().health.reasons.contains("\(failure)"))
        world.ledgerLoss.withLock { $0 = nil }
        await reconciler.pass(.periodic)
        #expect(await !reconciler.status().health.reasons.contains("\(failure)"))
    }
}

extension StepSubject {
    /// The service that it is or belongs to.
    fileprivate var service: ServiceKey? {
        switch self {
        case .service(let key), .server(_, of: let key): key
        default: nil
        }
    }
}
