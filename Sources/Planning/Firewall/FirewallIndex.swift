import Addresses
import Model

/// All tables of one family, with the rules of each chain by the packets that they can match.
///
/// A packet is compared with a few rules of a chain, however many services have one.
struct FirewallIndex: Sendable {
    /// The tables.
    let tables: FirewallTables
    private let chains: [FirewallChain: Chain]

    /// The conditions by which rules are found.
    fileprivate struct Key: Hashable {
        /// The destination; nil: any, or a network.
        var destination: IPAddress?
        /// The destination port; nil: any, or several.
        var port: UInt16?
        /// The network of the source; nil: any.
        var source: Prefix?
    }

    /// The rules of a chain.
    fileprivate struct Chain {
        /// The places of the rules with these conditions, ascending.
        var rules: [Key: [Int]] = [:]
        /// The lengths of the networks of sources.
        var lengths: Set<UInt8> = []
    }

    /// Creates the index of tables.
    ///
    /// **Cost:** grows with the number of rules.
    init(_ tables: FirewallTables) {
        self.tables = tables
        chains = tables.chains.mapValues { content in
            var chain = Chain()
            for (place, rule) in content.rules.enumerated() {
                let key = Key(of: rule)
                chain.rules[key, default: []].append(place)
                if let source = key.source { chain.lengths.insert(source.length) }
            }
            return chain
        }
    }

    /// Returns the places of the rules that a packet may match, ascending; no other rule of the
    /// chain matches it.
    func places(in chain: FirewallChain, for packet: FirewallPacket) -> [Int] {
        guard let chain = chains[chain] else { return [] }
        let source = packet.source.address
        let sources =
            [nil] + chain.lengths.map { Prefix(source, length: $0)?.network }.filter { $0 != nil }
        var places: [Int] = []
        for source in sources {
            for destination in [nil, packet.destination.address] {
                for port in [nil, packet.destination.port] {
                    places +=
                        chain.rules[Key(destination: destination, port: port, source: source)] ?? []
                }
            }
        }
        return places.sorted()
    }
}

extension FirewallIndex.Key {
    /// Creates the key of a rule; a negated condition is none.
    fileprivate init(of rule: FirewallRule) {
        guard rule.negated.isEmpty else { return }
        if let network = rule.destination, network.length == network.address.family.bits {
            destination = network.address
        }
        if let range = rule.destinationPorts.first, rule.destinationPorts.count == 1,
            range.count == 1
        {
            port = range.lowerBound
        }
        source = rule.source?.network
    }
}
