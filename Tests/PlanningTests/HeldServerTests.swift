import Addresses
import Model
import Planning
import Testing

/// Servers that wait for their successors.
@Suite("Held servers")
struct HeldServerTests {
    private static let key: ServiceKey = "tcp 10.0.0.1:80"
    private static let blue: [Endpoint] = ["10.1.1.1:80", "10.1.1.2:80"]
    private static let green: Endpoint = "10.1.2.1:80"

    /// A checked service of these servers.
    private static func spec(_ servers: [RealServer], at key: ServiceKey = key) -> Spec {
        Spec(services: [Service(name: "web", key: key, check: Check(.connect), servers: servers)])
    }

    private static let before = spec([.at("10.1.1.1"), .at("10.1.1.2", weight: 5)])
    private static let after = spec([.at("10.1.2.1")])

    /// A loop whose host holds blue, with these verdicts since.
    private static func serving(_ verdicts: [Endpoint: Verdict] = [:]) throws -> Loop {
        let up = Dictionary(uniqueKeysWithValues: blue.map { ($0, Verdict(.up)) })
        var loop = Loop(
            Observed(interfaces: World.interfaces), now: Moment(milliseconds: 1_000),
            verdicts: [key: up])
        try loop.pass(before)
        loop.verdicts = [key: verdicts]
        return loop
    }

    private static func weights(_ loop: Loop, _ key: ServiceKey = key) -> [Endpoint: Int] {
        (loop.host.state.services[key]?.destinations ?? [:]).mapValues(\.destination.weight)
    }

    private static let held: [Endpoint: Int] = [blue[0]: 1, blue[1]: 5, green: 0]

    @Test("a restart of the host in the middle puts them back as they were")
    func reboot() throws {
        var loop = try Self.serving([Self.green: Verdict(.down)])
        try loop.pass(Self.after)
        #expect(Self.weights(loop) == Self.held)
        // The kernel is empty, and of the ledger only this is used.
        loop.host = SimulatedHost(Observed(interfaces: World.interfaces))
        loop.ledger = Ledger(held: loop.ledger.held)
        let plan = try loop.pass(Self.after)
        #expect(Self.weights(loop) == Self.held && plan.handovers.first?.staying == Self.blue)
        #expect(try loop.plan(Self.after).steps.isEmpty)
        loop.verdicts = [Self.key: [Self.green: Verdict(.up)]]
        for _ in 0..<3 { try loop.pass(Self.after) }
        #expect(Self.weights(loop) == [Self.green: 1] && loop.ledger.held.isEmpty)
    }

    @Test("taken out by weight or state while others come they stay; alone, or atOnce, they don't")
    func weightZero() throws {
        func edited(_ more: [RealServer]) -> Spec {
            Self.spec([.at("10.1.1.1", weight: 0), .at("10.1.1.2", state: .offline)] + more)
        }
        let known = [
            Self.blue[0]: Verdict(.up), Self.blue[1]: Verdict(.up), Self.green: Verdict(.down),
        ]
        var loop = try Self.serving(known)
        for _ in 0..<3 {
            let plan = try loop.pass(edited([.at("10.1.2.1")]))
            #expect(Self.weights(loop) == Self.held && plan.outages.isEmpty)
        }
        loop.verdicts?[Self.key]?[Self.green] = Verdict(.up)
        for _ in 0..<3 { try loop.pass(edited([.at("10.1.2.1")])) }
        #expect(Self.weights(loop) == [Self.blue[0]: 0, Self.green: 1])

        var alone = try Self.serving(known)
        #expect(try alone.pass(edited([])).outages == [Self.key])
        var insisting = try Self.serving(known)
        var spec = edited([.at("10.1.2.1")])
        spec.services[0].handover = .atOnce
        #expect(try insisting.pass(spec).outages == [Self.key])
    }

    @Test(
        "servers raised from weight 0, or from drain, are replacements too",
        arguments: [true, false])
    func raised(isQuiescent: Bool) throws {
        func document(_ blue: ServerState, _ green: RealServer) -> Spec {
            var spec = Self.spec([
                .at("10.1.1.1", state: blue), .at("10.1.1.2", weight: 5, state: blue), green,
            ])
            if !isQuiescent { spec.services[0].onFail = .expire }
            return spec
        }
        for quiet in [RealServer.at("10.1.2.1", weight: 0), .at("10.1.2.1", state: .drain)] {
            var loop = try Self.serving([
                Self.blue[0]: Verdict(.up), Self.blue[1]: Verdict(.up), Self.green: Verdict(.down),
            ])
            for _ in 0..<2 { try loop.pass(document(.online, quiet)) }
            for _ in 0..<3 {
                let plan = try loop.pass(document(.drain, .at("10.1.2.1")))
                #expect(Self.weights(loop)[Self.blue[0]] == 1 && plan.outages.isEmpty)
            }
            loop.verdicts?[Self.key]?[Self.green] = Verdict(.up)
            for _ in 0..<3 { try loop.pass(document(.drain, .at("10.1.2.1"))) }
            #expect(Self.weights(loop)[Self.green] == 1)
            #expect(Self.weights(loop)[Self.blue[0]] == 0)
        }
    }

    @Test("while they are held, servers taken out by hand change nothing, and atOnce ends it")
    func takenOut() throws {
        var loop = try Self.serving([
            Self.blue[0]: Verdict(.up), Self.blue[1]: Verdict(.up), Self.green: Verdict(.down),
        ])
        try loop.pass(Self.after)
        for out in [
            RealServer.at("10.1.2.1", state: .offline), .at("10.1.2.1", state: .drain),
            .at("10.1.2.1", weight: 0),
        ] {
            for _ in 0..<2 {
                let plan = try loop.pass(Self.spec([out]))
                #expect(plan.outages.isEmpty && plan.handovers.first?.staying == Self.blue)
                #expect(Self.weights(loop)[Self.blue[0]] == 1)
                #expect(Self.weights(loop)[Self.blue[1]] == 5)
            }
        }
        var insisting = Self.spec([.at("10.1.2.1", state: .offline)])
        insisting.services[0].handover = .atOnce
        var other = loop
        try other.pass(insisting)
        #expect(Self.weights(other).values.allSatisfy { $0 == 0 })
        // Without a server in the document nothing is waited for.
        #expect(try loop.pass(Self.spec([])).outages == [Self.key])
        // Without a hold it is an order.
        var alone = try Self.serving([Self.blue[0]: Verdict(.up), Self.blue[1]: Verdict(.up)])
        let order = Self.spec([.at("10.1.1.1", state: .drain)])
        #expect(try alone.pass(order).handovers.isEmpty)
    }

    @Test("one that dies gets no connections while another works, and is back when it is well")
    func dead() throws {
        var loop = try Self.serving([Self.blue[0]: Verdict(.down), Self.blue[1]: Verdict(.up)])
        try loop.pass(Self.after)
        #expect(Self.weights(loop) == [Self.blue[0]: 0, Self.blue[1]: 5, Self.green: 0])
        loop.verdicts = [Self.key: [Self.blue[0]: Verdict(.up), Self.blue[1]: Verdict(.down)]]
        try loop.pass(Self.after)
        #expect(Self.weights(loop) == [Self.blue[0]: 1, Self.blue[1]: 0, Self.green: 0])
    }

    @Test("a successor on trial gets no connections, unless none of those that are held works")
    func trial() throws {
        var young = Verdict(.up)
        young.trial = 1
        var loop = try Self.serving([Self.green: young])
        for _ in 0..<2 { try loop.pass(Self.after) }
        #expect(Self.weights(loop) == Self.held)
        loop.verdicts?[Self.key]?[Self.blue[0]] = Verdict(.down)
        loop.verdicts?[Self.key]?[Self.blue[1]] = Verdict(.down)
        try loop.pass(Self.after)
        #expect(Self.weights(loop)[Self.green] == 1)
    }

    @Test("a service that moves serves at its old address until a server is proven at the new one")
    func moved() throws {
        let other: ServiceKey = "tcp 10.0.0.2:80"
        let moved = Self.spec([.at("10.1.2.1")], at: other)
        var loop = try Self.serving()
        loop.verdicts = [other: [Self.green: Verdict(.down)]]
        for _ in 0..<3 {
            let plan = try loop.pass(moved)
            #expect(plan.handovers.first?.service == Self.key)
            #expect(Self.weights(loop) == [Self.blue[0]: 1, Self.blue[1]: 5])
        }
        loop.verdicts = [other: [Self.green: Verdict(.up)]]
        for _ in 0..<4 { try loop.pass(moved) }
        #expect(loop.host.state.services[Self.key] == nil)
        #expect(Self.weights(loop, other) == [Self.green: 1])
    }
}
