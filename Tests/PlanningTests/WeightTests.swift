import Addresses
import Model
import Planning
import Testing

/// How weights come about.
@Suite("Weights")
struct WeightTests {
    @Test("the last term is the weight that is desired, in any world")
    func terms() throws {
        var kinds: Set<WeightTerm.Term> = []
        try Seeds.forAll { dice in
            var spec = dice.spec()
            let feedback = dice.feedback(&spec)
            for position in spec.services.indices where dice.chance(30) {
                spec.services[position].quorum = Quorum(low: .weight(dice.number(1...5)))
            }
            var verdicts = dice.verdicts()
            for key in (verdicts ?? [:]).keys.sorted() {
                for endpoint in (verdicts?[key] ?? [:]).keys.sorted() where dice.chance(30) {
                    verdicts?[key]?[endpoint]?.weight = dice.number(0...5)
                }
            }
            let wishes = desired(
                from: spec,
                signals: Signals(
                    verdicts: verdicts, feedback: feedback,
                    lostQuorums: Set(
                        spec.services.filter { $0.quorum != nil && dice.chance(50) }.map(\.key))))
            for service in spec.services {
                let terms = weightTerms(
                    of: service, verdicts.map { $0[service.key] ?? [:] },
                    feedback.map { $0[service.key] ?? [:] },
                    wanted: wishes.services[service.key])
                #expect(terms.count == service.servers.count)
                for (server, terms) in zip(service.servers, terms) {
                    kinds.formUnion(terms.map(\.term))
                    #expect(terms.first?.weight == server.weight)
                    let endpoint = service.endpoint(of: server)
                    let wanted = wishes.services[service.key]?.destinations[endpoint]?.weight ?? 0
                    #expect(terms.last?.weight == wanted, "\(terms)")
                }
            }
        }
        #expect(kinds == Set(WeightTerm.Term.allCases).subtracting([.canary]))
    }

    @Test("a check's weight replaces the document's, unless the operator gives none")
    func checksWeight() {
        let key: ServiceKey = "tcp 10.0.0.1:80"
        var servers: [RealServer] = [
            .at("10.1.0.1", weight: 3), .at("10.1.0.2", weight: 0),
            .at("10.1.0.3", weight: 3, state: .drain),
        ]
        servers[0].name = "web1"
        let service = Service(name: "web", key: key, check: Check(.external), servers: servers)
        var verdicts: [Endpoint: Verdict] = [:]
        for server in servers { verdicts[service.endpoint(of: server)] = Verdict(.up, weight: 200) }
        let wishes = desired(
            from: Spec(services: [service]), signals: Signals(verdicts: [key: verdicts]))
        let weights = servers.map {
            wishes.services[key]?.destinations[service.endpoint(of: $0)]?.weight
        }
        #expect(weights == [200, 0, 0])
    }
}
