import Addresses
import Model
import Planning
import Testing

/// The last working servers stay until a successor is proven.
@Suite("Handover")
struct HandoverTests {
    private static let key: ServiceKey = "tcp 10.0.0.1:80"

    /// Ten servers from 10.1.N.1 on, in one service that is checked.
    private static func spec(_ network: Int, port: UInt16 = 80, servers: Int = 10) -> Spec {
        Spec(services: [
            Service(
                name: "web", key: key, check: Check(.connect),
                servers: (1...servers).map { number in
                    .at(
                        IPAddress("10.1.\(network).\(number)") ?? "10.1.0.1", port: port,
                        weight: number)
                })
        ])
    }

    private static func endpoints(_ spec: Spec) -> [Endpoint] {
        spec.services[0].servers.map { spec.services[0].endpoint(of: $0) }.sorted()
    }

    private static func verdicts(_ state: Verdict.State, _ endpoints: [Endpoint]) -> Verdicts {
        [key: Dictionary(uniqueKeysWithValues: endpoints.map { ($0, Verdict(state)) })]
    }

    /// A loop whose host matches this document, with all servers up.
    private static func serving(_ spec: Spec) throws -> Loop {
        var loop = Loop(
            Observed(interfaces: World.interfaces), now: Moment(milliseconds: 1_000),
            verdicts: verdicts(.up, endpoints(spec)))
        try loop.pass(spec)
        return loop
    }

    private static func weights(_ loop: Loop) -> [Endpoint: Int] {
        (loop.host.state.services[key]?.destinations ?? [:]).mapValues(\.destination.weight)
    }

    @Test("ten servers replaced in one edit keep their weights until one of the new ones passes")
    func blueGreen() throws {
        let (blue, green) = (Self.spec(1), Self.spec(2))
        var loop = try Self.serving(blue)
        let before = Self.weights(loop)
        loop.verdicts = Self.verdicts(.unknown, [])
        let plan = try loop.pass(green)
        #expect(plan.steps.allSatisfy { $0.risk == .hitless } && plan.outages.isEmpty)
        let handover = try #require(plan.handovers.first)
        #expect(handover.staying == Self.endpoints(blue))
        #expect(handover.awaited == Self.endpoints(green))
        #expect(
            handover.sentence(green.services[0])
                == "web: 10.1.1.1:80, 10.1.1.2:80, 10.1.1.3:80 and 7 more stay in service until "
                + "one of 10.1.2.1, 10.1.2.2, 10.1.2.3 and 7 more has passed its checks")
        for _ in 0..<3 { try loop.pass(green) }
        for (endpoint, weight) in before { #expect(Self.weights(loop)[endpoint] == weight) }
        // One is enough: then they drain as ever.
        let first = try #require(Self.endpoints(green).first)
        loop.verdicts = Self.verdicts(.up, [first])
        let next = try loop.pass(green)
        #expect(next.handovers.isEmpty)
        #expect(Self.endpoints(blue).allSatisfy { Self.weights(loop)[$0] == 0 })
        #expect(Self.weights(loop)[first] == 1)
    }

    @Test("with a wrong port in the new ones the old ones serve for as long as that lasts")
    func wrongPort() throws {
        let (blue, green) = (Self.spec(1), Self.spec(1, port: 8181))
        var loop = try Self.serving(blue)
        loop.verdicts = Self.verdicts(.down, Self.endpoints(green))
        for _ in 0..<5 {
            let plan = try loop.pass(green)
            #expect(plan.outages.isEmpty)
            loop.now = loop.now.adding(seconds: 3_600)
        }
        #expect(Self.endpoints(blue).allSatisfy { (Self.weights(loop)[$0] ?? 0) > 0 })
        #expect(try loop.plan(green).steps.isEmpty)
        // Back to the document before: nothing has happened.
        loop.verdicts = Self.verdicts(.unknown, [])
        try loop.pass(blue)
        #expect(Self.endpoints(blue).allSatisfy { (Self.weights(loop)[$0] ?? 0) > 0 })
    }

    @Test("a fallback does not take over from servers that work, nor hold on against another")
    func fallback() throws {
        var (blue, green) = (Self.spec(1, servers: 2), Self.spec(2, servers: 2))
        green.services[0].fallback = .server(address: "10.1.9.9", forwarding: .gate)
        blue.services[0].fallback = green.services[0].fallback
        var loop = try Self.serving(blue)
        loop.verdicts = Self.verdicts(.down, Self.endpoints(green))
        try loop.pass(green)
        #expect(Self.weights(loop)["10.1.9.9:80"] == nil)
        // The old servers failed before: the fallback serves, and the next fallback replaces it.
        loop.verdicts = Self.verdicts(.down, Self.endpoints(blue))
        try loop.pass(blue)
        #expect(Self.weights(loop)["10.1.9.9:80"] == 1)
        blue.services[0].fallback = .server(address: "10.1.9.8", forwarding: .gate)
        for _ in 0..<3 { try loop.pass(blue) }
        #expect(Self.weights(loop)["10.1.9.9:80"] == nil && Self.weights(loop)["10.1.9.8:80"] == 1)
        // The new servers are unknown: the fallback stays until one of them works.
        loop.verdicts = Self.verdicts(.unknown, [])
        for _ in 0..<3 { try loop.pass(green) }
        #expect(Self.weights(loop)["10.1.9.8:80"] == 1)
        loop.verdicts = Self.verdicts(.up, Self.endpoints(green))
        for _ in 0..<3 { try loop.pass(green) }
        #expect(Set(Self.weights(loop).keys) == Set(Self.endpoints(green)))
    }

    /// Edits by which the operator insists, or in which there is nothing to wait for.
    @Test("what the operator asks for is done at once", arguments: ["atOnce", "off", "unchecked"])
    func insisting(_ how: String) throws {
        let blue = Self.spec(1, servers: 2)
        var green = Self.spec(2, servers: 2)
        switch how {
        case "atOnce": green.services[0].handover = .atOnce
        case "off": green.services[0].check = Check(.off)
        default: green.services[0].check = nil
        }
        var loop = try Self.serving(blue)
        loop.verdicts = Self.verdicts(.unknown, [])
        let plan = try loop.pass(green)
        #expect(plan.handovers.isEmpty)
        #expect(Self.endpoints(blue).allSatisfy { Self.weights(loop)[$0] == 0 })
        #expect(plan.outages == (how == "unchecked" ? [] : [Self.key]))
    }

    @Test("servers that the operator drains or takes offline leave, and the plan says what is left")
    func dismissed() throws {
        let blue = Self.spec(1, servers: 2)
        var loop = try Self.serving(blue)
        var edited = blue
        edited.services[0].servers[0].state = .offline
        edited.services[0].servers[1].state = .drain
        let plan = try loop.pass(edited)
        #expect(plan.handovers.isEmpty && plan.outages == [Self.key])
        #expect(Self.endpoints(blue).allSatisfy { Self.weights(loop)[$0] == 0 })
    }

    @Test("a service in whose place a proxy comes serves until HAProxy listens, and goes at once")
    func proxyInstead() throws {
        let blue = Self.spec(1, servers: 2)
        var loop = try Self.serving(blue)
        let place = try #require(Self.key.endpoint)
        var edited = Spec(proxies: [
            Proxy(
                name: "web", listen: [place],
                servers: [ProxyServer(name: "a", address: "10.1.1.1", port: 80)])
        ])
        loop.served = []
        for _ in 0..<3 {
            let plan = try loop.pass(edited)
            #expect(plan.steps.isEmpty && Self.weights(loop).values.allSatisfy { $0 > 0 })
            #expect(plan.notes.contains("\(Self.key) stays until HAProxy listens there"))
        }
        loop.served = [place]
        let plan = try loop.pass(edited)
        #expect(plan.steps.last == .ipvs(.removeService(Self.key)))
        #expect(loop.host.state.services.isEmpty)
        // A proxy elsewhere is no reason to hurry.
        loop = try Self.serving(blue)
        edited.proxies[0].listen = [Endpoint(place.address, port: 81)]
        loop.served = Set(edited.proxies[0].listen)
        try loop.pass(edited)
        #expect(loop.host.state.services[Self.key] != nil)
    }

    @Test("the only proven server stays when it is removed, while others are unproven or down")
    func removal() throws {
        let two = Self.spec(1, servers: 2)
        var loop = try Self.serving(two)
        loop.verdicts = [Self.key: ["10.1.1.1:80": Verdict(.up), "10.1.1.2:80": Verdict(.down)]]
        try loop.pass(two)
        var one = two
        one.services[0].servers.removeFirst()
        let plan = try loop.pass(one)
        #expect(plan.handovers.first?.staying == ["10.1.1.1:80"])
        #expect(Self.weights(loop)["10.1.1.1:80"] == 1)
        // Without a server that should be online there is no handover.
        one.services[0].servers = []
        #expect(try loop.plan(one).outages == [Self.key])
    }

    @Test("a service that had a usable server, and wants some, keeps one, crashes or not")
    func keepsOne() throws {
        var held = 0
        try Seeds.forAll { dice in
            var loop = Loop(
                dice.host(), now: Moment(milliseconds: 100_000), verdicts: dice.verdicts())
            for _ in 0..<3 {
                let spec = dice.spec()
                let before = try loop.observed()
                let plan = try loop.plan(spec)
                held += plan.handovers.count
                let keys = spec.services.filter {
                    $0.wantsServers && $0.isUsable(before, loop.verdicts)
                }.map(\.key)
                var state = before
                for step in plan.steps {
                    state.apply(step)
                    for key in keys {
                        try claim(
                            state.services[key]?.hasWeight == true,
                            "\(key) has no usable server after \(step)")
                    }
                }
                try loop.pass(spec, limit: dice.chance(50) ? dice.number(0...6) : .max)
                loop.now = loop.now.adding(seconds: dice.number(0...200))
                loop.verdicts = dice.verdicts()
            }
        }
        #expect(held > 20)
    }
}

extension Service {
    /// Whether any of its servers should be online.
    fileprivate var wantsServers: Bool {
        servers.contains { server in
            server.state == .online && server.weight > 0 && checkType(of: server)?.type != .off
        }
    }

    /// Whether the host has a server of it that neither operator nor check has anything against.
    fileprivate func isUsable(_ host: Observed, _ verdicts: Verdicts?) -> Bool {
        let known = Dictionary(
            servers.map { (endpoint(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        let leaving = host.ledger.services[key]?.draining ?? [:]
        return host.services[key]?.destinations.contains { endpoint, present in
            guard present.destination.weight > 0, leaving[endpoint] == nil else { return false }
            guard let server = known[endpoint] else { return true }
            let type = checkType(of: server)?.type
            let isDown =
                type?.asks == true && verdicts?[key]?[endpoint]?.state == .down
            // With `start: down` a server waits for its first check.
            let waits = type?.asks == true && checkType(of: server)?.start == .down
            return server.state == .online && server.weight > 0 && type != .off && !isDown
                && !waits
        } ?? false
    }
}

extension ObservedService {
    fileprivate var hasWeight: Bool { destinations.values.contains { $0.destination.weight > 0 } }
}
