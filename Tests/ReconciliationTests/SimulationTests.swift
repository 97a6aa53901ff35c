import Addresses
import Model
import Planning
import Reconciliation
import Seeds
import Synchronization
import Testing

@Suite("The whole loop, simulated")
struct SimulationTests {
    private static let foreignKey = key(port: 9)

    @Test(
        "edits, meddling, refusals, verdicts and restarts in any order end in what is desired",
        arguments: 1...200)
    func random(seed: UInt64) async {
        var numbers = SeededNumbers(seed: seed)
        let world = World()
        let foreign = ObservedService(service: VirtualService(key: Self.foreignKey))
        world.host.withLock { $0.state.services[Self.foreignKey] = foreign }
        var loop = await world.start()
        for _ in 0..<40 {
            await act(&numbers, world, &loop)
            #expect(world.state.services[Self.foreignKey] == foreign, "seed \(seed)")
        }
        await rest(world, loop)
        let wishes = await settledWishes(world)
        for (key, wanted) in wishes.services {
            let got = world.state.services[key]
            #expect(got?.service == wanted.service, "seed \(seed)")
            #expect(
                got?.destinations.mapValues(\.destination) == wanted.destinations, "seed \(seed)")
        }
        let expected = Set(wishes.services.keys).union([Self.foreignKey])
        #expect(Set(world.state.services.keys) == expected, "seed \(seed)")
        let reasons = await loop.status().health.reasons
        #expect(reasons.allSatisfy { $0.hasPrefix("no server of ") }, "seed \(seed): \(reasons)")
    }

    private func act(
        _ numbers: inout SeededNumbers, _ world: World, _ loop: inout Reconciler
    ) async {
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0...2:
            world.save(Self.randomSpec(&numbers))
            await loop.pass(.document)
        case 3:
            world.document.withLock { $0 = .bad([Diagnostic(.syntax, at: .init(), "broken")]) }
            await loop.pass(.document)
        case 4, 5:
            meddle(&numbers, world)
        case 6:
            let share = UInt64.random(in: 0...3, using: &numbers)
            world.host.withLock {
                $0.refusal = { step in
                    share > 0 && UInt64(step.description.utf8.count) % 4 < share
                        ? HostFailure(operation: "x", reason: "refused", errno: "ENOMEM") : nil
                }
            }
        case 7:
            loop = await world.start()
        case 10, 11:
            let verdicts = Self.randomVerdicts(&numbers)
            world.verdicts.withLock { $0 = verdicts }
            await loop.learn(.verdicts(verdicts))
            await loop.pass(.verdicts)
        case 8:
            world.wait(seconds: Int64.random(in: 0...200, using: &numbers))
        default:
            await loop.pass([.periodic])
            await loop.pass([.verification])
        }
    }

    /// Someone else changes our services: removes, adds, edits, or opens connections.
    private func meddle(_ numbers: inout SeededNumbers, _ world: World) {
        let number = Int.random(in: 1...5, using: &numbers)
        let port = UInt16.random(in: 80...82, using: &numbers)
        let way = Int.random(in: 0..<4, using: &numbers)
        world.host.withLock { host in
            let place = endpoint(number)
            switch way {
            case 0: host.state.services[key(port: port)] = nil
            case 1: host.state.services[key(port: port)]?.destinations[place] = nil
            case 2:
                host.state.services[key(port: port)]?.destinations[place]?.destination.weight = 77
            default:
                host.setConnections(
                    ConnectionCounts(active: 2), at: place, of: key(port: port))
            }
        }
    }

    private static func randomVerdicts(_ numbers: inout SeededNumbers) -> Verdicts {
        var verdicts: Verdicts = [:]
        for port in UInt16(80)...82 {
            for number in 1...5 where Bool.random(using: &numbers) {
                let state = Verdict.State.allCases.randomElement(using: &numbers) ?? .up
                verdicts[key(port: port), default: [:]][endpoint(number)] = Verdict(state)
            }
        }
        return verdicts
    }

    private static func randomSpec(_ numbers: inout SeededNumbers) -> Spec {
        var spec = Spec()
        for port in UInt16(80)...82 where Bool.random(using: &numbers) {
            let count = Int.random(in: 0...5, using: &numbers)
            let weight = Int.random(in: 0...3, using: &numbers)
            var made = service(servers: count, weight: weight, port: port)
            if Bool.random(using: &numbers) {
                made.check = Check()
                made.quiescent = Bool.random(using: &numbers)
                made.fallback = .server(address: address(99), forwarding: .masq)
            }
            made.scheduler = Bool.random(using: &numbers) ? .roundRobin : .sourceHash
            for position in made.servers.indices where Bool.random(using: &numbers) {
                made.servers[position].state =
                    ServerState.allCases.randomElement(using: &numbers)
                    ?? .online
            }
            spec.services.append(made)
        }
        return spec
    }

    /// Nothing refuses any more, all connections end, time passes.
    private func rest(_ world: World, _ loop: Reconciler) async {
        let spec: Spec? = world.document.withLock {
            if case .good(let spec, _) = $0 { spec } else { nil }
        }
        if spec == nil { world.save(Spec(services: [service(servers: 2)])) }
        world.host.withLock { host in
            host.refusal = { _ in nil }
            for (key, service) in host.state.services {
                for place in service.destinations.keys {
                    host.setConnections(ConnectionCounts(), at: place, of: key)
                }
            }
        }
        for _ in 0..<8 {
            world.wait(seconds: 61)
            await loop.pass([.document, .periodic])
        }
    }

    private func settledWishes(_ world: World) async -> Desired {
        let spec: Spec? = world.document.withLock {
            if case .good(let spec, _) = $0 { spec } else { nil }
        }
        let verdicts = world.verdicts.withLock { $0 }
        return desired(from: spec ?? Spec(), signals: Signals(verdicts: verdicts))
            .keeping(what: world.state)
    }
}
