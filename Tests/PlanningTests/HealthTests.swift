import Addresses
import Model
import Planning
import Testing

/// What verdicts make of a service's destinations.
@Suite("Health")
struct HealthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// Verdicts on web1 and web2; nil: never checked.
        var first: Verdict.State?
        var second: Verdict.State?
        var states: [ServerState] = [.online, .online]
        var quiescent: Bool?
        var type = CheckType.connect
        var start: StartState?
        /// Servers that the host gives connections already.
        var serving: [Endpoint] = []
        /// Weights that are desired; `9` is the fallback.
        var weights: [Endpoint: Int]

        var testDescription: String { name }
    }

    static let key: ServiceKey = "tcp 10.0.0.1:80"
    static let one: Endpoint = "10.1.0.1:80"
    static let two: Endpoint = "10.1.0.2:80"
    static let standIn: Endpoint = "10.1.0.9:80"

    static func spec(_ test: Case) -> Spec {
        var check = Check(test.type)
        check.start = test.start
        var service = Service(
            name: "web", key: key, check: check,
            fallback: .server(address: "10.1.0.9", forwarding: .masq),
            servers: [
                .at("10.1.0.1", weight: 3, state: test.states[0]),
                .at("10.1.0.2", weight: 5, state: test.states[1]),
            ])
        service.quiescent = test.quiescent
        return Spec(services: [service])
    }

    @Test("the weights that are desired are these", arguments: Case.all)
    func weights(_ test: Case) throws {
        var verdicts: [Endpoint: Verdict] = [:]
        if let first = test.first { verdicts[Self.one] = Verdict(first) }
        if let second = test.second { verdicts[Self.two] = Verdict(second) }
        let host = Observed(services: [
            Self.key: .holding(
                VirtualService(key: Self.key),
                test.serving.map { (.at($0, weight: 1), ConnectionCounts(active: 4)) })
        ])
        let wishes = desired(
            from: Self.spec(test), signals: Signals(verdicts: [Self.key: verdicts])
        ).keeping(what: host)
        let service = try #require(wishes.services[Self.key])
        #expect(service.destinations.mapValues(\.weight) == test.weights)
        #expect(service.fallback == (test.weights[Self.standIn] == nil ? nil : Self.standIn))
    }

    @Test("a server that is down gets nothing, and the fallback comes only when all else fails")
    func properties() throws {
        var fallbacks = 0
        try Seeds.forAll { dice in
            let host = dice.host()
            let spec = dice.spec()
            let verdicts = dice.verdicts()
            let wishes = desired(from: spec, signals: Signals(verdicts: verdicts))
                .keeping(what: host)
            for service in spec.services {
                guard let wanted = wishes.services[service.key] else { continue }
                var down = 0
                for server in service.servers where service.checkType(of: server)?.type == .ping {
                    let endpoint = service.endpoint(of: server)
                    guard verdicts?[service.key]?[endpoint]?.state == .down else { continue }
                    down += server.state == .online && server.weight > 0 ? 1 : 0
                    let weight = wanted.destinations[endpoint]?.weight ?? 0
                    try claim(weight == 0, "\(endpoint) of \(service.key) is down")
                    let stays = service.failurePolicy(defaults: spec.health) == .keep
                    try claim(wanted.failed.contains(endpoint) == !stays, "\(endpoint) stays")
                }
                let usable = wanted.destinations.filter { $0.value.weight > 0 }.map(\.key)
                if let fallback = wanted.fallback {
                    fallbacks += 1
                    try claim(usable == [fallback] && down > 0, "\(service.key) falls back")
                } else if service.fallback != nil, down > 0 {
                    try claim(!usable.isEmpty, "\(service.key) has no fallback")
                }
            }
        }
        #expect(fallbacks > 20)
    }

    @Test("without verdicts every server is up, and the plan says so")
    func assumed() {
        let test = Case(name: "", weights: [:])
        let made = plan(from: Observed(), to: desired(from: Self.spec(test), signals: Signals()))
        #expect(made.notes == ["no running controller was found: 2 servers count as up"])
        #expect(made.steps.count == 3)
    }

    @Test("a server with `check: off` gets no connections, whether or not a controller runs")
    func off() throws {
        var service = Self.spec(Case(name: "", weights: [:])).services[0]
        service.servers[1].check = Check(.off)
        for verdicts in [nil, [:], [Self.one: Verdict(.up)]] as [[Endpoint: Verdict]?] {
            let signals = Signals(verdicts: verdicts.map { [Self.key: $0] })
            let wanted = try #require(
                desired(from: Spec(services: [service]), signals: signals).services[Self.key])
            #expect(wanted.destinations[Self.two]?.weight == 0)
            let terms = weightTerms(of: service, verdicts)
            #expect(terms[1].last == WeightTerm(.verdict, 0, "check off"))
            if verdicts == nil { #expect(wanted.destinations[Self.one]?.weight == 3) }
        }
        service.check = Check(.off)
        let alone = desired(from: Spec(services: [service]), signals: Signals())
        #expect(alone.services[Self.key]?.destinations.values.allSatisfy { $0.weight == 0 } == true)
    }

    @Test(
        "the holding page stands in where it is served, and only there",
        arguments: ["tcp 10.0.0.1:80", "tcp [2001:db8::1]:80"] as [ServiceKey])
    func holdingPage(_ key: ServiceKey) throws {
        var made = Self.spec(Case(name: "", weights: [:])).services[0]
        made.key = key
        made.forwarding = .ipip
        made.fallback = .holdingPage
        func wishes(_ pages: Set<ServiceKey>?, _ second: Verdict.State = .down) -> Desired {
            let verdicts = [Self.one: Verdict(.down), Self.two: Verdict(second)]
            return desired(
                from: Spec(services: [made]),
                signals: Signals(verdicts: [key: verdicts], pages: pages))
        }
        let here: Endpoint = key.family == .ipv4 ? "127.0.0.1:80" : "[::1]:80"
        let served = try #require(wishes([key]).services[key])
        #expect(served.fallback == here)
        #expect(served.destinations[here] == Destination(endpoint: here))
        #expect(wishes([key], .up).services[key]?.fallback == nil)
        for pages in [nil, []] as [Set<ServiceKey>?] {
            let left = wishes(pages)
            #expect(left.services[key]?.fallback == nil)
            #expect(
                plan(from: Observed(), to: left).notes
                    == ["no controller serves the holding page: 1 service has no fallback"])
        }
    }

    @Test(
        "a fallback serves while all servers are out by hand only where the document wants it",
        arguments: [ServerState.drain, .offline], [nil, Check()])
    func outByHand(_ state: ServerState, _ check: Check?) throws {
        var made = Self.spec(Case(name: "", weights: [:])).services[0]
        made.check = check
        made.fallback = .holdingPage
        func fallback(whenOffline: Bool) -> Endpoint? {
            var spec = Spec(services: [made])
            spec.holdingPage.whenOffline = whenOffline
            let signals = Signals(verdicts: [made.key: [:]], pages: [made.key])
            return desired(from: spec, signals: signals).services[made.key]?.fallback
        }
        #expect(fallback(whenOffline: true) == nil)
        for position in made.servers.indices { made.servers[position].state = state }
        let here: Endpoint = "127.0.0.1:80"
        #expect(fallback(whenOffline: true) == here)
        #expect(fallback(whenOffline: false) == nil)
        made.servers[0].state = .online
        #expect(fallback(whenOffline: true) == nil)
    }

    @Test("a failed server that is not to stay goes at once, with its connections")
    func removal() {
        var test = Case(name: "", quiescent: false, weights: [:])
        test.serving = [Self.one, Self.two]
        let host = Observed(
            services: [
                Self.key: .holding(
                    VirtualService(key: Self.key),
                    [
                        (.at(Self.one, weight: 3), ConnectionCounts(active: 4)),
                        (.at(Self.two, weight: 5), ConnectionCounts()),
                    ])
            ],
            ledger: Ledger(services: [Self.key: LedgerEntry()]))
        func steps(_ first: Verdict.State, _ second: Verdict.State) -> [String] {
            let verdicts = [Self.one: Verdict(first), Self.two: Verdict(second)]
            let wishes = desired(
                from: Self.spec(test), signals: Signals(verdicts: [Self.key: verdicts]))
            return plan(from: host, to: wishes).steps.map(\.description)
        }
        #expect(steps(.up, .up) == [])
        #expect(
            steps(.down, .up) == [
                "- server 10.1.0.1:80 in tcp 10.0.0.1:80, cuts 4 connections"
            ])
        #expect(
            steps(.down, .down) == [
                "+ server 10.1.0.9:80 in tcp 10.0.0.1:80, masq, weight 1",
                "- server 10.1.0.1:80 in tcp 10.0.0.1:80, cuts 4 connections",
                "- server 10.1.0.2:80 in tcp 10.0.0.1:80",
            ])
    }
}

extension HealthTests.Case {
    static let all: [Self] = [
        Self(
            name: "what is up gets its share", first: .up, second: .up,
            weights: [HealthTests.one: 3, HealthTests.two: 5]),
        Self(
            name: "what is down stays with weight 0", first: .down, second: .up,
            weights: [HealthTests.one: 0, HealthTests.two: 5]),
        Self(
            name: "or goes, where the service is not quiescent", first: .down, second: .up,
            quiescent: false, weights: [HealthTests.two: 5]),
        Self(
            name: "a new server waits for its first check", first: .up,
            weights: [HealthTests.one: 3, HealthTests.two: 0]),
        Self(
            name: "a server that serves is served on until a check fails", first: .up,
            serving: [HealthTests.two], weights: [HealthTests.one: 3, HealthTests.two: 5]),
        Self(
            name: "unless it starts down", first: .up, start: .down,
            serving: [HealthTests.two], weights: [HealthTests.one: 3, HealthTests.two: 0]),
        Self(
            name: "while nothing is known there is no fallback",
            weights: [HealthTests.one: 0, HealthTests.two: 0]),
        Self(
            name: "while nothing is known servers that start up are up", start: .up,
            weights: [HealthTests.one: 3, HealthTests.two: 5]),
        Self(
            name: "when one is known, the other waits all the same", first: .up, start: .up,
            weights: [HealthTests.one: 3, HealthTests.two: 0]),
        Self(
            name: "when all are down the fallback stands in", first: .down, second: .down,
            weights: [HealthTests.one: 0, HealthTests.two: 0, HealthTests.standIn: 1]),
        Self(
            name: "also when the rest is offline by hand", first: .down, second: .up,
            states: [.online, .offline],
            weights: [HealthTests.one: 0, HealthTests.standIn: 1]),
        Self(
            name: "not when all are offline by hand", first: .up, second: .down,
            states: [.drain, .offline], weights: [HealthTests.one: 0]),
        Self(
            name: "also while another was not checked yet", first: .down,
            weights: [HealthTests.one: 0, HealthTests.two: 0, HealthTests.standIn: 1]),
        Self(
            name: "but not while that one serves", first: .down, serving: [HealthTests.two],
            weights: [HealthTests.one: 0, HealthTests.two: 5]),
        Self(
            name: "on is up, whatever is said", first: .down, second: .down, type: .on,
            weights: [HealthTests.one: 3, HealthTests.two: 5]),
        Self(
            name: "off gets nothing, and no fallback", first: .up, second: .up, type: .off,
            weights: [HealthTests.one: 0, HealthTests.two: 0]),
    ]
}
