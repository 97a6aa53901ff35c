import Addresses
import Model
import Planning
import Testing

/// When a service has lost its quorum, and what follows.
@Suite("Quorum")
struct QuorumTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var quorum: Quorum
        /// Verdicts on the servers, whose weights are 1, 2, 3 and 4.
        var verdicts: [Verdict.State]
        var states: [ServerState] = [.online, .online, .online, .online]
        /// Whether it is lost afterwards, when it was not and when it was before.
        var there: Bool
        var lost: Bool

        var testDescription: String { name }
    }

    private static let key: ServiceKey = "tcp 10.0.0.1:80"

    private static func service(_ quorum: Quorum, _ states: [ServerState]) -> Service {
        var service = Service(
            name: "web", key: key, check: Check(),
            fallback: .server(address: "10.1.0.9", forwarding: .masq),
            servers: [
                .at("10.1.0.1", weight: 1, state: states[0]),
                .at("10.1.0.2", weight: 2, state: states[1]),
                .at("10.1.0.3", weight: 3, state: states[2]),
                .at("10.1.0.4", weight: 4, state: states[3]),
            ])
        service.quorum = quorum
        return service
    }

    private static func verdicts(_ service: Service, _ states: [Verdict.State]) -> Verdicts {
        let servers = zip(service.servers, states).map {
            (service.endpoint(of: $0), Verdict($1))
        }
        return [key: Dictionary(servers) { first, _ in first }]
    }

    @Test("it is lost below the lower limit and regained at the higher", arguments: Case.all)
    func machine(_ test: Case) {
        let service = Self.service(test.quorum, test.states)
        func isLost(after lost: Set<ServiceKey>) -> Bool? {
            quorums(
                of: Spec(services: [service]), verdicts: Self.verdicts(service, test.verdicts),
                after: lost)[Self.key]?.isLost
        }
        #expect(isLost(after: []) == test.there)
        #expect(isLost(after: [Self.key]) == test.lost)
    }

    @Test("without quorum the fallback has the service alone, and what works keeps its connections")
    func desire() throws {
        let service = Self.service(Quorum(low: .weight(5)), Array(repeating: .online, count: 4))
        let verdicts = Self.verdicts(service, [.up, .up, .down, .down])
        func weights(_ lost: Set<ServiceKey>, _ pages: Fallback? = nil) throws -> [Int] {
            var service = service
            if let pages { service.fallback = pages }
            let wishes = desired(
                from: Spec(services: [service]),
                signals: Signals(verdicts: verdicts, lostQuorums: lost))
            return try #require(wishes.services[Self.key]).destinations.values
                .sorted { $0.endpoint < $1.endpoint }.map(\.weight)
        }
        #expect(try weights([]) == [1, 2, 0, 0])
        #expect(try weights([Self.key]) == [0, 0, 0, 0, 1])
        #expect(try weights([Self.key], .holdingPage) == [1, 2, 0, 0], "nobody serves the page")
    }

    @Test("nothing is judged where nobody checks, or there is no quorum")
    func nothing() {
        var service = Self.service(Quorum(), Array(repeating: .online, count: 4))
        #expect(quorums(of: Spec(services: [service]), verdicts: nil, after: []).isEmpty)
        service.quorum = nil
        #expect(quorums(of: Spec(services: [service]), verdicts: [:], after: [Self.key]).isEmpty)
    }

    @Test("between its marks it never changes, whatever comes")
    func hysteresis() throws {
        try Seeds.forAll { dice in
            let low = dice.number(1...10)
            let quorum = Quorum(low: .weight(low), high: .weight(dice.number(low...10)))
            let service = Self.service(quorum, Array(repeating: .online, count: 4))
            var lost: Set<ServiceKey> = []
            for _ in 0..<12 {
                let states = (0..<4).map { _ in dice.pick([Verdict.State.up, .down]) }
                let state = quorums(
                    of: Spec(services: [service]), verdicts: Self.verdicts(service, states),
                    after: lost)[Self.key]
                let now = try claimed(state, "it has a quorum")
                let was = lost.contains(Self.key)
                try claim(now.isLost || now.available >= low, "it is there with less than low")
                try claim(
                    !now.isLost || now.available < now.high, "it is lost with more than high")
                if now.isLost != was {
                    try claim(
                        was ? now.available >= now.high : now.available < now.low,
                        "it changed between its marks")
                }
                lost = now.isLost ? [Self.key] : []
            }
        }
    }

    private func claimed<Value>(_ value: Value?, _ text: String) throws -> Value {
        try claim(value != nil, text)
        return try #require(value)
    }
}

extension QuorumTests.Case {
    static let all: [Self] = [
        Self(
            name: "all work", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.up, .up, .up, .up], there: false, lost: false),
        Self(
            name: "between the marks", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.up, .down, .down, .up], there: false, lost: true),
        Self(
            name: "at the higher limit", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.down, .up, .down, .up], there: false, lost: false),
        Self(
            name: "below the lower limit", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.down, .up, .down, .down], there: true, lost: true),
        Self(
            name: "shares of ten", quorum: Quorum(low: .share(30), high: .share(65)),
            verdicts: [.down, .up, .down, .up], there: false, lost: true),
        Self(
            name: "the rest may yet work", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.up, .down, .unknown, .down], there: false, lost: true),
        Self(
            name: "the rest could not save it", quorum: Quorum(low: .weight(6)),
            verdicts: [.up, .down, .unknown, .down], there: true, lost: true),
        Self(
            name: "taken offline by hand", quorum: Quorum(low: .weight(3), high: .weight(6)),
            verdicts: [.up, .up, .up, .up], states: [.online, .offline, .drain, .offline],
            there: false, lost: false),
        Self(
            name: "a share of what is to be online", quorum: Quorum(low: .share(60)),
            verdicts: [.down, .up, .up, .up], states: [.online, .online, .drain, .offline],
            there: false, lost: false),
    ]
}
