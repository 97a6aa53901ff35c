import Addresses
import Model
import Synchronization
import Testing

@testable import Reconciliation

@Suite("Feedback in the loop")
struct FeedbackTests {
    /// A service whose three servers are asked how busy they are, in a loop.
    private static func asked(_ world: World) async -> Reconciler {
        var made = service(servers: 3)
        made.feedback = Feedback(.agent)
        world.save(Spec(services: [made, service(servers: 1, port: 81)]))
        world.verdicts.withLock { $0 = [:] }
        let loop = await world.start()
        await loop.learn(.feedback([:]))
        await loop.pass(.document)
        await loop.pass(.periodic)
        return loop
    }

    private static func readings(_ readings: FeedbackReading...) -> FeedbackReadings {
        var all: [Endpoint: FeedbackReading] = [:]
        for (position, reading) in readings.enumerated() { all[endpoint(position + 1)] = reading }
        return [key(): all]
    }

    private static func weights(_ world: World) -> [Int?] {
        (1...3).map { world.state.services[key()]?.destinations[endpoint($0)]?.destination.weight }
    }

    @Test("weights follow, in a look at their service only, and are no drift; status shows why")
    func weights() async throws {
        let world = World()
        let loop = await Self.asked(world)
        #expect(Self.weights(world) == [10, 10, 10])
        await loop.learn(
            .feedback(
                Self.readings(
                    FeedbackReading(idle: .init(raw: 95, smoothed: 92, applied: 90)),
                    FeedbackReading(idle: .init(applied: 5))
                )))
        let pass = await loop.pass(.feedback)
        #expect(pass?.observed.scope == .services([key()]))
        #expect(Self.weights(world) == [9, 1, 1])
        #expect(!world.kinds.contains(.drift))
        let status = await loop.status()
        let servers = try #require(status.services.first?.servers)
        #expect(servers.map { $0.feedback?.description } == ["95/92/90", "-/-/5", "-/-/-"])
        #expect(servers.map(\.reason) == [nil, nil, nil])
        #expect(status.services[1].servers[0].feedback == nil)
        let explained = try #require(await loop.explanation(of: "web80"))
        let term = try #require(explained.servers[0].terms.first { $0.term == .feedback })
        #expect(term.weight == 9)
        #expect(term.reason == "idle 95 % reported, 92 % smoothed, 90 % applied: 90 x 1 / 10")
    }

    @Test("who asks gets newer answers, and the table follows none of them")
    func refining() async throws {
        let world = World()
        let loop = await Self.asked(world)
        await loop.learn(
            .feedback(Self.readings(FeedbackReading(idle: .init(raw: 90, applied: 90)))))
        await loop.pass(.feedback)
        let snapshot = await loop.snapshot()
            .refined(
                verdicts: [:],
                feedback: Self.readings(FeedbackReading(idle: .init(raw: 99, applied: 90)))
            )
            .refined(
                verdicts: [:],
                feedback: Self.readings(FeedbackReading(idle: .init(raw: 1, applied: 1))))
        let servers = try #require(snapshot.status().services.first?.servers)
        #expect(servers[0].feedback == FeedbackReading(idle: .init(raw: 99, applied: 90)))
        await loop.pass(.feedback)
        #expect(Self.weights(world) == [9, 9, 9])
    }

    @Test("wakes come of weights, wishes and limits only")
    func wakes() async {
        let world = World()
        let loop = await Self.asked(world)
        _ = await loop.takeReasons()
        func isWoken(_ reading: FeedbackReading) async -> Bool {
            await loop.learn(.feedback(Self.readings(reading)))
            return await loop.takeReasons().contains(.feedback)
        }
        #expect(await isWoken(FeedbackReading(idle: .init(applied: 90))))
        #expect(await !isWoken(FeedbackReading(idle: .init(raw: 5, smoothed: 80, applied: 92))))
        #expect(
            await !isWoken(FeedbackReading(idle: .init(applied: 99), missed: 2, reason: "refused")))
        #expect(await isWoken(FeedbackReading(idle: .init(applied: 89))))
        #expect(await isWoken(FeedbackReading(idle: .init(applied: 89), wish: .drain)))
        #expect(await isWoken(FeedbackReading(idle: .init(applied: 89), limit: 4)))
    }

    @Test("an agent's down is an event and a reason, and so is its up; silence is a reason only")
    func down() async throws {
        let world = World()
        let loop = await Self.asked(world)
        await loop.learn(
            .feedback(
                Self.readings(
                    FeedbackReading(
                        idle: .init(applied: 90), ability: .down, reason: "disk is full"),
                    FeedbackReading(idle: .init(applied: 90), wish: .drain),
                    FeedbackReading(
                        idle: .init(applied: 50), missed: 2, reason: "connect: no answer"))))
        await loop.pass(.feedback)
        #expect(Self.weights(world) == [0, 0, 5])
        let servers = try #require(await loop.status().services.first?.servers)
        #expect(
            servers.map(\.reason) == [
                "its agent reports down (disk is full)", "its agent reports drain",
                "its agent did not answer the last 2 polls: its last answer holds"
                    + " (connect: no answer)",
            ])
        await loop.learn(.feedback(Self.readings(FeedbackReading(idle: .init(applied: 90)))))
        await loop.pass(.feedback)
        #expect(Self.weights(world) == [9, 9, 9])
        #expect(world.kinds.filter { $0 == .up || $0 == .down } == [.down, .up])
        let message = world.events.withLock { $0.first { $0.kind == .down }?.message }
        #expect(message == "web80/web1: its agent reports down: disk is full")
    }

    @Test("servers that agents say are down are an outage, and are told as down")
    func outage() async throws {
        let world = World()
        let loop = await Self.asked(world)
        let down = FeedbackReading(ability: .down, reason: "disk is full")
        await loop.learn(.feedback(Self.readings(down, down, down)))
        await loop.pass(.feedback)
        let status = await loop.status()
        #expect(status.services[0].servers.map(\.isDown) == [true, true, true])
        #expect(status.health.reasons.contains { $0.hasPrefix("no server of web80 works") })
        #expect(
            await loop.serversDown()
                == (1...3).map { "web80/web\($0): its agent reports down: disk is full" })
        let event = world.events.withLock { $0.last { $0.kind == .down } }
        #expect(event?.message == "3 servers are down" && event?.details.count == 3)
    }

    @Test("nobody is called for a server that the operator has taken out")
    func takenOut() async {
        let world = World()
        let loop = await Self.asked(world)
        var made = service(servers: 3)
        made.feedback = Feedback(.agent)
        made.servers[0].state = .offline
        world.save(Spec(services: [made]))
        await loop.pass(.document)
        await loop.learn(.feedback(Self.readings(FeedbackReading(ability: .down))))
        await loop.pass(.feedback)
        #expect(!world.kinds.contains(.down))
        #expect(await loop.serversDown().isEmpty)
    }

    @Test("weights that follow the load are no event; a drain, and what verdicts do, is")
    func quiet() async {
        let world = World()
        let loop = await Self.asked(world)
        func applied() -> Int { world.kinds.count { $0 == .applied } }
        let before = applied()
        await loop.learn(.feedback(Self.readings(FeedbackReading(idle: .init(applied: 50)))))
        await loop.pass(.feedback)
        #expect(Self.weights(world) == [5, 5, 5] && applied() == before)
        await loop.learn(.feedback(Self.readings(FeedbackReading(idle: .init(applied: 80)))))
        await loop.pass([.feedback, .periodic])
        #expect(Self.weights(world) == [8, 8, 8] && applied() == before)
        await loop.learn(
            .feedback(Self.readings(FeedbackReading(idle: .init(applied: 80), wish: .drain))))
        await loop.pass(.feedback)
        #expect(Self.weights(world) == [0, 8, 8] && applied() == before + 1)
        await loop.learn(.feedback(Self.readings(FeedbackReading(idle: .init(applied: 20)))))
        await loop.pass([.feedback, .verdicts])
        #expect(Self.weights(world) == [2, 2, 2] && applied() == before + 2)
    }
}
