import Addresses
import Model
import Seeds
import Testing

@testable import Planning

@Suite("Rules by the packets that they can match")
struct FirewallIndexTests {
    private static let chain = FirewallChain(.filter, "INPUT")

    private static func address(_ numbers: inout SeededNumbers) -> IPAddress {
        let bytes = [numbers.pick([10, 192, 203]), 0, 0, UInt8.random(in: 0...3, using: &numbers)]
        return .v4(IPv4Address(rawValue: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
    }

    private static func rule(_ numbers: inout SeededNumbers) -> FirewallRule {
        var rule = FirewallRule(.accept)
        let lengths: [UInt8] = [0, 8, 9, 31, 32]
        if numbers.oneIn(2) {
            rule.source = Prefix(address(&numbers), length: numbers.pick(lengths))
        }
        if numbers.oneIn(2) {
            rule.destination = Prefix(address(&numbers), length: numbers.pick(lengths))
        }
        if numbers.oneIn(2) { rule.transport = numbers.pick([.tcp, .udp, .icmp]) }
        if numbers.oneIn(2) {
            rule.destinationPorts = numbers.pick([[80...80], [80...81], [79...79, 81...81]])
        }
        if numbers.oneIn(8) { rule.negated = [numbers.pick([.source, .destination])] }
        if numbers.oneIn(8) { rule.negated = [.destinationPorts] }
        return rule
    }

    @Test("a packet is compared with every rule that it matches, in order", arguments: 1...20)
    func places(_ seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        var tables = FirewallTables(.ipv4)
        let rules = (0..<100).map { _ in Self.rule(&numbers) }
        tables.chains[Self.chain] = FirewallTables.Content(rules: rules)
        let index = FirewallIndex(tables)
        var compared = 0
        for _ in 0..<100 {
            let packet = FirewallPacket(
                from: Endpoint(Self.address(&numbers), port: 40_000),
                to: Endpoint(Self.address(&numbers), port: numbers.pick([79, 80, 81])),
                numbers.pick([.tcp, .udp, .icmp]))
            let places = index.places(in: Self.chain, for: packet)
            compared += places.count
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
            let matching = rules.indices.filter { rules[$0].matches(packet) != false }
            #expect(Set(matching).isSubset(of: places))
        }
        #expect(compared < 100 * rules.count)
    }

    @Test("of a thousand services, a packet is compared with the rule of one")
    func services() {
        var tables = FirewallTables(.ipv4)
        let rules = (1...1_000).map { number in
            var rule = FirewallRule(.accept)
            rule.destination = Prefix("10.0.0.1/32")
            rule.transport = .tcp
            rule.destinationPorts = [UInt16(number)...UInt16(number)]
            return rule
        }
        tables.chains[Self.chain] = FirewallTables.Content(rules: rules)
        let packet = FirewallPacket(from: "198.51.100.7:40000", to: "10.0.0.1:500")
        #expect(FirewallIndex(tables).places(in: Self.chain, for: packet) == [499])
    }
}
