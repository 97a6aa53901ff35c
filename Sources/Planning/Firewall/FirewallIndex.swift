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
        var places: [Int] = []
        chain.add(to: &places, for: packet.destination, from: nil)
        for length in chain.lengths {
            guard let source = Prefix(packet.source.address, length: length) else { continue }
            chain.add(to: &places, for: packet.destination, from: source.network)
        }
        places.sort()
        return places
    }
}

extension FirewallIndex.Chain {
    /// Adds the places of the rules for a destination and a network of sources.
    func add(to places: inout [Int], for destination: Endpoint, from source: Prefix?) {
        var key = FirewallIndex.Key(destination: nil, port: nil, source: source)
        func add() {
            if let found = rules[key] { places += found }
        }
        add()
        key.port = destination.port
        add()
        key.destination = destination.address
        add()
        key.port = nil
        add()
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
