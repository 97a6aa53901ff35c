import Addresses
import Model
import Planning
import Testing

/// What feedback makes of weights.
@Suite("Feedback in the plan")
struct FeedbackTests {
    private static let key: ServiceKey = "tcp 10.0.0.1:80"

    /// A service with a server of each weight.
    private static func service(_ weights: [Int], _ feedback: Feedback? = Feedback(.agent))
        -> Service
    {
        var service = Service(name: "web", key: key)
        service.feedback = feedback
        service.servers = weights.enumerated().map {
            .at(.v4(IPv4Address(rawValue: 0x0a01_0001 + UInt32($0))), weight: $1)
        }
        return service
    }

    /// The destinations, in the servers' order; nil: there is none.
    private static func wanted(
        _ service: Service, _ readings: [FeedbackReading]?, verdicts: [Verdict.State] = []
    ) -> [Destination?] {
        let endpoints = service.servers.map { service.endpoint(of: $0) }
        let feedback = readings.map { readings -> FeedbackReadings in
            [key: Dictionary(uniqueKeysWithValues: zip(endpoints, readings))]
        }
        let known = Dictionary(uniqueKeysWithValues: zip(endpoints, verdicts.map { Verdict($0) }))
        let wishes = desired(
            from: Spec(services: [service]),
            signals: Signals(verdicts: [key: known], feedback: feedback))
        return endpoints.map { wishes.services[key]?.destinations[$0] }
    }

    private static func weights(_ service: Service, _ readings: [FeedbackReading]?) -> [Int?] {
        wanted(service, readings).map { $0?.weight }
    }

    /// Idle, and the weights of 1, 3 and 10: the manual's formula, rounded down, with its ends.
    @Test(
        "the weight is that of the formula",
        arguments: [
            (0, [1, 1, 1]), (5, [1, 1, 5]), (9, [1, 2, 9]), (10, [1, 3, 10]), (50, [5, 15, 50]),
            (92, [9, 27, 92]), (99, [9, 29, 99]), (100, [10, 30, 100]),
        ])
    func formula(idle: Int, weights: [Int]) {
        let readings = Array(repeating: FeedbackReading(idle: .init(applied: idle)), count: 3)
        #expect(Self.weights(Self.service([1, 3, 10]), readings) == weights)
    }

    @Test("weight 0 stays 0, and none is above 65535")
    func ends() {
        let readings = Array(repeating: FeedbackReading(idle: .init(applied: 100)), count: 3)
        #expect(Self.weights(Self.service([0, 6_553, 65_535]), readings) == [0, 65_530, 65_535])
    }

    @Test("who does not answer counts as idle as the middle of its siblings, or wholly")
    func neutral() {
        func readings(_ applied: Int?...) -> [FeedbackReading] {
            applied.map { FeedbackReading(idle: .init(applied: $0)) }
        }
        let service = Self.service([1, 1, 1])
        #expect(Self.weights(service, readings(20, nil, 80)) == [2, 2, 8])
        #expect(Self.weights(service, readings(20, 40, nil)) == [2, 4, 2])
        #expect(Self.weights(service, readings(nil, nil, nil)) == [10, 10, 10])
        #expect(Self.weights(service, []) == [10, 10, 10])
        #expect(Self.weights(service, nil) == [10, 10, 10])
        var mixed = service
        mixed.servers[2].feedback = Feedback(Feedback.Method.none)
        // A reading of one that is asked no more counts for nobody.
        #expect(Self.weights(mixed, readings(50, nil, nil)) == [5, 5, 5])
    }

    @Test("without feedback weights are the document's")
    func none() {
        #expect(Self.weights(Self.service([1, 3], nil), nil) == [1, 3])
        #expect(Self.weights(Self.service([1, 3], Feedback(Feedback.Method.none)), []) == [1, 3])
        var one = Self.service([1, 3], nil)
        one.servers[0].feedback = Feedback()
        #expect(Self.weights(one, nil) == [10, 30])
    }

    @Test("an agent drains its server, takes it out, and limits it; nobody is down for silence")
    func words() {
        var service = Self.service([1, 1, 1, 1])
        service.servers[3].connections = ConnectionLimits(upper: 100, lower: 80)
        let wanted = Self.wanted(
            service,
            [
                FeedbackReading(idle: .init(applied: 90), wish: .drain),
                FeedbackReading(idle: .init(applied: 90), wish: .maint),
                FeedbackReading(missed: 1_000, reason: "connection refused"),
                FeedbackReading(idle: .init(applied: 90), limit: 50),
            ])
        #expect(wanted.map { $0?.weight } == [0, nil, 9, 9])
        #expect(wanted[3]?.limits == ConnectionLimits(upper: 50, lower: 50))
        #expect(wanted[2]?.limits == ConnectionLimits())
        // What the operator wants more strongly stays.
        service.servers[0].state = .offline
        #expect(
            Self.wanted(service, [FeedbackReading(idle: .init(applied: 90), wish: .drain)])[0]
                == nil)
    }

    @Test(
        "a server whose agent says down is down: quiescent, with fallback, and against the quorum")
    func down() {
        var service = Self.service([1, 1])
        let fallback = IPAddress("10.9.0.1")
        service.fallback = .server(address: fallback, port: 8080)
        let down = FeedbackReading(idle: .init(applied: 90), ability: .down)
        let up = FeedbackReading(idle: .init(applied: 90))
        #expect(Self.weights(service, [down, up]) == [0, 9])
        #expect(Self.weights(service, [down, down]) == [0, 0])
        let endpoints = service.servers.map { service.endpoint(of: $0) }
        let both: FeedbackReadings = [Self.key: [endpoints[0]: down, endpoints[1]: down]]
        let wishes = desired(
            from: Spec(services: [service]), signals: Signals(verdicts: [:], feedback: both))
        #expect(wishes.services[Self.key]?.fallback == Endpoint(fallback, port: 8080))
        service.onFail = .expire
        #expect(Self.weights(service, [down, up]) == [nil, 9])
        service.quorum = Quorum(low: .weight(2))
        let lost = quorums(
            of: Spec(services: [service]), verdicts: [:],
            feedback: [Self.key: [endpoints[0]: down]],
            after: [])
        #expect(lost[Self.key]?.isLost == true)
        // A check and an agent: either is enough.
        service.check = Check(.connect)
        #expect(Self.wanted(service, [up, up], verdicts: [.down, .up])[0] == nil)
        #expect(Self.wanted(service, [down, up], verdicts: [.up, .up])[0] == nil)
    }

    @Test("a plan says that nobody asks")
    func note() {
        let made = plan(
            from: Observed(),
            to: desired(from: Spec(services: [Self.service([1, 2])]), signals: Signals()))
        #expect(made.notes.contains("no controller asks the agents: 2 servers count as idle"))
    }

    @Test("readings with the same effect are told from others, by the weights that they make")
    func effect() {
        let service = Self.service([1, 1])
        let endpoints = service.servers.map { service.endpoint(of: $0) }
        func isSame(_ old: FeedbackReading, _ new: FeedbackReading, _ verdict: Verdict? = nil)
            -> Bool
        {
            feedbackIsSame(
                [endpoints[0]: old], [endpoints[0]: new], of: service,
                verdict.map { [endpoints[0]: $0] } ?? [:])
        }
        #expect(
            isSame(
                FeedbackReading(idle: .init(raw: 91, applied: 92)),
                FeedbackReading(idle: .init(raw: 3, applied: 97))))
        #expect(
            !isSame(
                FeedbackReading(idle: .init(applied: 92)), FeedbackReading(idle: .init(applied: 89))
            ))
        #expect(
            !isSame(
                FeedbackReading(idle: .init(applied: 92)),
                FeedbackReading(idle: .init(applied: 92), wish: .drain)))
        #expect(
            !isSame(
                FeedbackReading(idle: .init(applied: 92)),
                FeedbackReading(idle: .init(applied: 92), ability: .down)))
        #expect(
            !isSame(
                FeedbackReading(idle: .init(applied: 92)),
                FeedbackReading(idle: .init(applied: 92), limit: 1)))
        // A check's own weight is multiplied too.
        #expect(
            !isSame(
                FeedbackReading(idle: .init(applied: 92)),
                FeedbackReading(idle: .init(applied: 97)),
                Verdict(.up, weight: 100)))
    }
}

extension Dice {
    /// Feedback for some services of a spec, and what their servers say; nil: nobody asks.
    mutating func feedback(_ spec: inout Spec) -> FeedbackReadings? {
        var all: FeedbackReadings = [:]
        for position in spec.services.indices where chance(50) {
            spec.services[position].feedback = Feedback(.agent)
            let service = spec.services[position]
            for server in service.servers where chance(80) {
                all[service.key, default: [:]][service.endpoint(of: server)] = FeedbackReading(
                    idle: .init(applied: chance(80) ? number(0...100) : nil),
                    wish: chance(80) ? .ready : pick([.drain, .maint]),
                    ability: chance(80) ? .up : .down, limit: chance(10) ? number(0...1_000) : nil,
                    missed: number(0...2))
            }
        }
        return chance(10) ? nil : all
    }
}
