import Addresses
import Model
import Planning
import Testing

/// Edits of which one service is in force first.
@Suite("Canaries")
struct CanaryTests {
    private static func service(
        _ name: String, _ numbers: [Int], weight: Int = 1, port: UInt16 = 80
    ) -> Service {
        Service(
            name: name, key: .listen(.tcp, Endpoint("10.0.0.1", port: port)),
            servers: numbers.map { number in
                RealServer(
                    name: "s\(number)", address: IPAddress(stringLiteral: "10.1.0.\(number)"),
                    weight: weight)
            })
    }

    private static func proxy(_ name: String, _ numbers: [Int], weight: Int = 1) -> Proxy {
        Proxy(
            name: name, listen: ["10.0.0.1:8080"],
            servers: numbers.map { number in
                ProxyServer(
                    name: "s\(number)", address: IPAddress(stringLiteral: "10.1.0.\(number)"),
                    weight: weight)
            })
    }

    @Test("only the named service changes, added servers have their percentage, removed ones stay")
    func composition() throws {
        let former = Spec(
            services: [Self.service("web", [1, 2]), Self.service("mail", [5], port: 25)])
        let new = Spec(
            services: [Self.service("web", [2, 3]), Self.service("mail", [6], port: 25)])
        for percent in Canary.percents {
            let spec = Canary("web").spec(from: former, to: new, at: percent)
            #expect(spec.services[1] == former.services[1])
            let servers = spec.services[0].servers
            #expect(servers.map(\.name) == ["s2", "s3", "s1"])
            #expect(servers.map(\.weight) == [100, percent, 100])
            #expect(servers.map(\.canary?.written) == [1, 1, 1])
        }
        let jury = Canary("web").jury(from: former, to: new)
        #expect(jury.added == [CanaryServer("s3")] && jury.changed.isEmpty)
        #expect(jury.others == [CanaryServer("s2"), CanaryServer("s1")])
    }

    @Test("a share of a positive weight is positive, of 0 is 0, and grows with the percentage")
    func shares() throws {
        try Seeds.forAll { dice in
            let weights = (0..<dice.number(2...6)).map { _ in
                dice.chance(20) ? 0 : dice.number(1...256)
            }
            var (old, new) = (Spec(), Spec())
            old.proxies = [Self.proxy("web", [1])]
            new.proxies = [Self.proxy("web", Array(1...weights.count))]
            for (position, weight) in weights.enumerated() {
                new.proxies[0].servers[position].weight = weight
            }
            var before = weights.map { _ in 0 }
            for percent in Canary.percents {
                let spec = Canary("web").spec(from: old, to: new, at: percent)
                let found = spec.proxies[0].servers.map(\.weight)
                try claim(found.allSatisfy { ProxyServer.weights.contains($0) }, "\(found)")
                for (position, weight) in weights.enumerated() {
                    try claim((weight == 0) == (found[position] == 0), "\(weights) \(found)")
                    try claim(found[position] >= before[position], "\(before) \(found)")
                }
                before = found
            }
            // At the end the proportions are those of the document.
            let first = weights[0], scaled = before[0]
            guard first > 0 else { return }
            for (position, weight) in weights.enumerated() {
                try claim(before[position] * first == weight * scaled, "\(weights) \(before)")
            }
        }
    }

    @Test("without a server that was there before, new ones have their whole weight")
    func alone() throws {
        let new = Spec(services: [Self.service("web", [1, 2], weight: 3)])
        let spec = Canary("web").spec(from: Spec(), to: new, at: 1)
        #expect(spec == new)
        #expect(Canary("web").jury(from: Spec(), to: new).added.count == 2)
    }

    @Test("an edit that can't be brought with one service is refused, with the part")
    func objections() throws {
        let former = Spec(services: [Self.service("web", [1])], proxies: [])
        var new = Spec(services: [Self.service("web", [1, 2])])
        new.virtualAddresses = former.virtualAddresses
        func objection(_ change: (inout Spec) -> Void, _ name: String = "web") -> String? {
            var edit = new
            change(&edit)
            return Canary(name).objection(from: former, to: edit)
        }
        #expect(objection({ _ in }) == nil)
        #expect(objection({ _ in }, "mail")?.contains("no service or proxy mail") == true)
        #expect(objection { $0 = former }?.contains("does not change web") == true)
        #expect(objection { $0.firewall = Firewall() }?.contains("firewall") == true)
        #expect(objection { $0.ownership = .exclusive }?.contains("ownership") == true)
        #expect(objection { $0.health.fall = 3 }?.contains("health") == true)
        #expect(
            objection { $0.services[0].scheduler = .roundRobin }?.contains("scheduler rr") == true)
        #expect(
            objection {
                $0.services[0].servers[0].name = "s9"
                $0.services[0].servers[1].name = "s1"
            } == nil)
        #expect(
            objection {
                $0.services[0].servers.remove(at: 0)
                $0.services[0].servers[0].name = "s1"
            }?.contains("another address") == true)
        #expect(
            objection {
                $0.services = []
                $0.proxies = [Self.proxy("web", [1])]
            }?.contains("another layer") == true)
    }

    @Test("explanations have the share as a term, and its last weight is the desired one")
    func terms() throws {
        let former = Spec(services: [Self.service("web", [1])])
        let new = Spec(services: [Self.service("web", [1, 2])])
        let service = Canary("web").spec(from: former, to: new, at: 5).services[0]
        let terms = weightTerms(of: service, nil)
        #expect(terms[1].map(\.term) == [.document, .state, .canary, .verdict])
        #expect(terms[1].map(\.weight) == [1, 1, 5, 5])
        #expect(terms[1][2].reason == "canary: 5 %, all weights of the service x 100")
        #expect(terms[0].last?.weight == 100)
    }
}
