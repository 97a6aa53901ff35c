import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("Verdicts in the loop")
struct VerdictTests {
    /// A checked service with three servers, all up, in a loop that has put it into the table.
    static func checked(
        _ world: World, quiescent: Bool = true, servers: Int = 3
    ) async -> Reconciler {
        var made = service(servers: servers)
        made.check = Check(.connect)
        made.quiescent = quiescent
        made.fallback = .server(address: address(99), port: 8080, forwarding: .masq)
        world.save(Spec(services: [made, service(servers: 1, port: 81)]))
        world.verdicts.withLock { $0 = verdicts(Array(repeating: .up, count: servers)) }
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        return loop
    }

    static func verdicts(_ states: [Verdict.State]) -> Verdicts {
        var verdicts: [Endpoint: Verdict] = [:]
        for (position, state) in states.enumerated() {
            let reason = state == .down ? "connect refused" : ""
            verdicts[endpoint(position + 1)] = Verdict(state, since: 86_400_000, reason: reason)
        }
        return [key(): verdicts]
    }

    private static func weights(_ world: World) -> [Endpoint: Int] {
        (world.state.services[key()]?.destinations ?? [:]).mapValues(\.destination.weight)
    }

    @Test("checks that come to no result are told once, and so is their return")
    func silence() async {
        let world = World()
        let loop = await Self.checked(world)
        func take(_ counts: [Int]) async {
            var all = Self.verdicts([.up, .up, .up])
            for (position, count) in counts.enumerated() {
                all[key()]?[endpoint(position + 1)]?.inconclusive = count
            }
            await loop.learn(.verdicts(all))
        }
        func told(_ kind: Event.Kind) -> [String] {
            world.events.withLock { $0 }.filter { $0.kind == kind }.map(\.message)
        }
        await take([2, 0, 0])
        #expect(told(.failed).isEmpty)
        await take([3, 0, 0])
        await take([4, 0, 0])
        #expect(told(.failed).count == 1)
        #expect(told(.failed).first?.contains("have no result") == true)
        await take([4, 3, 0])
        #expect(told(.failed).count == 2)
        await take([0, 3, 0])
        #expect(told(.recovered).isEmpty)
        await take([0, 0, 0])
        #expect(told(.recovered) == ["all checks have results again"])
    }

    @Test("checks that stand still are an event and a reason not to be healthy")
    func standStill() async {
        let world = World()
        let loop = await Self.checked(world)
        await loop.learn(.checksStandStill(false))
        await loop.learn(.checksStandStill(true))
        await loop.learn(.checksStandStill(true))
        let status = await loop.status()
        #expect(status.health.reasons.contains { $0.hasPrefix("health checks stand still since") })
        await loop.learn(.checksStandStill(false))
        let after = await loop.status()
        #expect(!after.health.reasons.contains { $0.hasPrefix("health checks stand still") })
        let events = world.events.withLock { $0 }
        let words = events.map(\.message).filter { $0.hasPrefix("health checks") }
        #expect(words.count == 2 && words.last == "health checks go on")
    }

    @Test("a server that fails gets weight 0, in a look at its service only, and status says why")
    func down() async throws {
        let world = World()
        let loop = await Self.checked(world)
        #expect(Self.weights(world) == [endpoint(1): 1, endpoint(2): 1, endpoint(3): 1])
        await loop.learn(.verdicts(Self.verdicts([.down, .up, .up])))
        let pass = await loop.pass(.verdicts)
        #expect(pass?.observed.scope == .services([key()]))
        #expect(Self.weights(world) == [endpoint(1): 0, endpoint(2): 1, endpoint(3): 1])
        let status = await loop.status()
        let server = try #require(status.services.first?.servers.first)
        #expect(server.reason == "down: connect refused since 1970-01-02T00:00:00Z")
        #expect(server.verdict?.state == .down)
        #expect(status.health.healthy)
        let event = try #require(world.events.withLock { $0.first { $0.kind == .down } })
        #expect(event.message == "web80/web1 is down: connect refused")
        #expect(!world.kinds.contains(.drift))
    }

    @Test("who asks gets newer reasons and counts, and the table follows none of them")
    func refining() async throws {
        let world = World()
        let loop = await Self.checked(world)
        await loop.learn(.verdicts(Self.verdicts([.down, .up, .up])))
        await loop.pass(.verdicts)
        var latest = Self.verdicts([.down, .up, .down])
        latest[key()]?[endpoint(1)]?.reason = "no answer"
        latest[key()]?[endpoint(2)]?.inconclusive = 3
        let snapshot = await loop.snapshot()
            .refined(verdicts: latest, feedback: [:]).refined(verdicts: [:], feedback: [:])
        let servers = try #require(snapshot.status().services.first?.servers)
        #expect(servers[0].reason?.hasPrefix("down: no answer since") == true)
        #expect(servers[1].reason == "the last 3 checks were inconclusive")
        #expect(servers[2].verdict?.state == .up && servers[2].reason == nil)
        await loop.pass(.verdicts)
        #expect(Self.weights(world) == [endpoint(1): 0, endpoint(2): 1, endpoint(3): 1])
    }

    @Test("a service is explained with the terms of each of its servers")
    func explanation() async throws {
        let world = World()
        let loop = await Self.checked(world)
        await loop.learn(.verdicts(Self.verdicts([.down, .down, .down])))
        await loop.pass(.verdicts)
        let service = try #require(await loop.explanation(of: "web80"))
        #expect(service.servers.count == 4 && service.isFallbackIn)
        #expect(service.servers.map { $0.terms.last?.weight } == [0, 0, 0, nil])
        #expect(service.servers[3].status.endpoint == service.fallback)
        #expect(service.servers[3].status.reason == "stands in: every server is down")
        #expect(await loop.serversDown().count == 3)
        #expect(await loop.explanation(of: "nothing") == nil)
    }

    @Test("nobody is called for a server that the operator has taken out")
    func takenOut() async {
        let world = World()
        let loop = await Self.checked(world)
        var made = service(servers: 3)
        made.check = Check(.connect)
        made.servers[0].state = .offline
        world.save(Spec(services: [made, service(servers: 1, port: 81)]))
        await loop.pass(.document)
        await loop.learn(.verdicts(Self.verdicts([.down, .up, .up])))
        await loop.learn(.verdicts(Self.verdicts([.up, .up, .up])))
        #expect(!world.kinds.contains(.down) && !world.kinds.contains(.up))
        await loop.learn(.verdicts(Self.verdicts([.up, .down, .up])))
        #expect(world.kinds.contains(.down))
    }

    @Test("a service without a working server is no healthy one, and its fallback is named")
    func outage() async {
        let world = World()
        let loop = await Self.checked(world)
        await loop.learn(.verdicts(Self.verdicts([.down, .down, .down])))
        await loop.pass(.verdicts)
        #expect(
            await loop.status().health.reasons
                == ["no server of web80 works: its fallback stands in"])
    }

    @Test("it comes back with its weight, and both are events and no drift")
    func upAgain() async {
        let world = World()
        let loop = await Self.checked(world)
        for state in [Verdict.State.down, .up, .down, .up] {
            await loop.learn(.verdicts(Self.verdicts([state, .up, .up])))
            await loop.pass(.verdicts)
            await loop.pass(.periodic)
        }
        #expect(Self.weights(world) == [endpoint(1): 1, endpoint(2): 1, endpoint(3): 1])
        #expect(world.kinds.filter { $0 == .up || $0 == .down } == [.down, .up, .down, .up])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("where the service is not quiescent a failed server is removed at once")
    func removed() async {
        let world = World()
        let loop = await Self.checked(world, quiescent: false)
        world.host.withLock {
            $0.setConnections(ConnectionCounts(active: 7), at: endpoint(1), of: key())
        }
        await loop.learn(.verdicts(Self.verdicts([.down, .up, .up])))
        await loop.pass(.verdicts)
        #expect(Self.weights(world) == [endpoint(2): 1, endpoint(3): 1])
        #expect(!world.kinds.contains(.drained) && !world.kinds.contains(.drift))
        await loop.learn(.verdicts(Self.verdicts([.up, .up, .up])))
        await loop.pass(.verdicts)
        #expect(Self.weights(world)[endpoint(1)] == 1)
    }

    @Test("when all fail the fallback stands in until one is back")
    func fallback() async throws {
        let world = World()
        let loop = await Self.checked(world, servers: 2)
        await loop.learn(.verdicts(Self.verdicts([.down, .down])))
        await loop.pass(.verdicts)
        #expect(Self.weights(world) == [endpoint(1): 0, endpoint(2): 0, endpoint(99): 1])
        let servers = try #require(await loop.status().services.first?.servers)
        #expect(servers.last?.reason == "stands in: every server is down")
        await loop.learn(.verdicts(Self.verdicts([.down, .up])))
        for _ in 0..<3 { await loop.pass([.verdicts, .periodic]) }
        #expect(Self.weights(world) == [endpoint(1): 0, endpoint(2): 1])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("a quorum that is lost is an event, is shown, and survives a restart between its marks")
    func quorum() async throws {
        let world = World()
        _ = await Self.checked(world)
        world.document.withLock { document in
            guard case .good(var spec, _) = document else { return }
            spec.services[0].quorum = Quorum(low: .weight(2), high: .weight(3))
            document = .good(spec, warnings: [])
        }
        let loop = await world.start()
        await loop.pass(.document)
        await loop.learn(.verdicts(Self.verdicts([.down, .down, .up])))
        await loop.pass(.verdicts)
        let withFallback = [endpoint(1): 0, endpoint(2): 0, endpoint(3): 0, endpoint(99): 1]
        #expect(Self.weights(world) == withFallback)
        let status = await loop.status()
        #expect(
            status.health.reasons
                == ["web80 has lost its quorum: its fallback serves all clients"])
        let service = try #require(status.services.first)
        #expect(service.quorum?.description == "weight 1 of 3 works, regained at 3")
        #expect(service.servers.last?.reason == "stands in: the quorum is lost")
        #expect(
            service.servers[2].reason == "the quorum is lost: the fallback has the service")
        #expect(await loop.servicesWithoutQuorum == [key()])

        world.verdicts.withLock { $0 = Self.verdicts([.down, .up, .up]) }
        let restarted = await world.start()
        let pass = await restarted.pass(.document)
        #expect(pass?.plan.steps == [])
        #expect(Self.weights(world) == withFallback)
        await restarted.learn(.verdicts(Self.verdicts([.up, .up, .up])))
        for _ in 0..<3 { await restarted.pass([.verdicts, .periodic]) }
        #expect(Self.weights(world) == [endpoint(1): 1, endpoint(2): 1, endpoint(3): 1])
        let quorums = world.kinds.filter { $0 == .quorumLost || $0 == .quorumRegained }
        #expect(quorums == [.quorumLost, .quorumRegained])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("a restart that knows the verdicts never puts a failed server back")
    func restart() async {
        let world = World()
        let loop = await Self.checked(world)
        await loop.learn(.verdicts(Self.verdicts([.down, .up, .up])))
        await loop.pass(.verdicts)
        world.verdicts.withLock { $0 = Self.verdicts([.down, .up, .up]) }
        let restarted = await world.start()
        let pass = await restarted.pass(.document)
        #expect(pass?.plan.steps == [])
        #expect(Self.weights(world)[endpoint(1)] == 0)
    }

    @Test("checks that begin on a service that works take nothing away")
    func begin() async {
        let world = World()
        world.save(spec(servers: 2))
        world.verdicts.withLock { $0 = [:] }
        let loop = await world.start()
        await loop.pass(.document)
        var made = service(servers: 3)
        made.check = Check()
        world.save(Spec(services: [made]))
        await loop.pass(.document)
        await loop.pass(.periodic)
        // The third is new: it waits for its first check.
        #expect(Self.weights(world) == [endpoint(1): 1, endpoint(2): 1, endpoint(3): 0])
        await loop.learn(.verdicts(Self.verdicts([.unknown, .down, .up])))
        await loop.pass(.verdicts)
        #expect(Self.weights(world) == [endpoint(1): 1, endpoint(2): 0, endpoint(3): 1])
        #expect(!world.kinds.contains(.drift))
    }

    @Test("what is said twice is done once, and what matters to nobody is nothing")
    func idle() async {
        let world = World()
        let loop = await Self.checked(world)
        let before = world.kinds.count
        await loop.learn(.verdicts(Self.verdicts([.up, .up, .up])))
        await loop.learn(.verdicts(Self.verdicts([.up, .up, .up, .down])))
        let pass = await loop.pass(.verdicts)
        #expect(pass?.plan.steps == [])
        #expect(world.kinds.count == before)
    }
}
