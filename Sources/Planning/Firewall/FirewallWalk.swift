import Addresses
import Model

/// The way of a packet through a chain of the kernel and all chains that it enters.
///
/// A pure function of rules and packet; connection tracking is the packet's state.
public struct FirewallWalk: Sendable {
    /// The chain of the kernel.
    public let chain: FirewallChain
    /// The variant of iptables with the chain; nil: it makes no difference.
    public let backend: FirewallBackend?
    /// The packet, with the mark and addresses that it has afterwards.
    public private(set) var packet: FirewallPacket
    /// The decision.
    public private(set) var verdict: FirewallVerdict = .accepted
    /// The rules that it matched, in order.
    ///
    /// The last one decides; none does if ``isPolicy``.
    public private(set) var matches: [FirewallMatch] = []
    /// Limits that it matches, which drop or reject it once they are reached, in order.
    public private(set) var limits: [FirewallMatch] = []
    /// Whether no rule decided, but the policy of the chain.
    public private(set) var isPolicy = false
    /// Whether the walk ended undecided, because chains lead the packet through too many rules.
    public private(set) var isCutOff = false

    private let index: FirewallIndex
    /// Decisions of rules that the packet may match.
    private var possible: Set<FirewallVerdict> = []
    /// Whether the rules that follow are entered by a rule that the packet may match.
    private var isOpen = false

    /// The number of rules that were compared with the packet.
    private var compared = 0

    /// The greatest depth of chains; the kernel refuses loops.
    private static let depthLimit = 64
    /// The most rules that are compared: chains that each enter the next one twice lead through
    /// twice as many with each more.
    private static let comparisonLimit = 1 << 20
    /// The most rules that a packet matches.
    static let matchLimit = 10_000

    /// Walks a packet through a chain.
    init(_ packet: FirewallPacket, through chain: FirewallChain, of index: FirewallIndex) {
        self.packet = packet
        self.chain = chain
        self.index = index
        backend = index.tables.backend
        let decided = walk(chain, depth: 0)
        isPolicy = decided == nil
        let drops = index.tables.chains[chain]?.drops ?? false
        let last = decided?.verdict ?? (drops ? .dropped : .accepted)
        verdict = possible.union([last]).count == 1 ? last : .undecided
    }

    /// The end of a chain's rules: a decision, or the return to the chain before.
    private struct End {
        var verdict: FirewallVerdict
    }

    /// Returns the decision of the chain; nil: none of its rules decides.
    private mutating func walk(_ chain: FirewallChain, depth: Int) -> End? {
        guard depth < Self.depthLimit, let content = index.tables.chains[chain] else {
            return nil
        }
        for place in index.places(in: chain, for: packet) {
            compared += 1
            guard compared <= Self.comparisonLimit, matches.count < Self.matchLimit else {
                isCutOff = true
                return End(verdict: .undecided)
            }
            let rule = content.rules[place]
            let match = rule.matches(packet)
            if match == false { continue }
            if match == nil, rule.isLimit {
                limits.append(
                    FirewallMatch(chain: chain, number: place + 1, rule: rule, isOpen: true))
                continue
            }
            let wasOpen = isOpen
            if match == nil { isOpen = true }
            defer { isOpen = wasOpen }
            matches.append(
                FirewallMatch(chain: chain, number: place + 1, rule: rule, isOpen: isOpen))
            switch effect(of: rule.target, in: chain, depth: depth) {
            case .next: continue
            case .back:
                // A return that may not happen leaves the rest of the chain undecided.
                if isOpen { possible.insert(.undecided) } else { return nil }
            case .end(let verdict):
                if isOpen { possible.insert(verdict) } else { return End(verdict: verdict) }
            }
        }
        return nil
    }

    /// The continuation after a rule.
    private enum Effect {
        case next, back
        case end(FirewallVerdict)
    }

    private mutating func effect(
        of target: FirewallTarget, in chain: FirewallChain, depth: Int
    ) -> Effect {
        switch target {
        case .none: return .next
        case .accept: return .end(.accepted)
        case .drop: return .end(.dropped)
        case .reject: return .end(.rejected)
        case .return: return .back
        case .jump(let name), .goTo(let name):
            let entered = FirewallChain(chain.table, name)
            guard index.tables.chains[entered] != nil else {
                if Self.endsTracking([name]) { return untracked() }
                return Self.passing.contains(name) ? .next : .end(.undecided)
            }
            if let end = walk(entered, depth: depth + 1) { return .end(end.verdict) }
            if case .goTo = target { return .back }
            return .next
        case .mark(let mark):
            if isOpen { possible.insert(.undecided) }
            packet.mark = mark.replacing(in: packet.mark)
            return .next
        case .masquerade: return .end(.accepted)
        case .sourceNAT(let address):
            packet.translations.insert(.sourceTranslated)
            packet.source = Endpoint(address, port: packet.source.port)
            return .end(.accepted)
        case .destinationNAT(let address, let port):
            if isOpen { return .end(.undecided) }
            packet.translations.insert(.destinationTranslated)
            packet.destination = Endpoint(address, port: port ?? packet.destination.port)
            return .end(.accepted)
        case .other(let words) where Self.endsTracking(words): return untracked()
        case .other(let words):
            return Self.passing.contains(words.first ?? "") ? .next : .end(.undecided)
        }
    }

    /// Excludes the packet from connection tracking.
    private mutating func untracked() -> Effect {
        if isOpen { possible.insert(.undecided) } else { packet.state = .untracked }
        return .next
    }

    /// Whether a target excludes the packet from connection tracking.
    private static func endsTracking(_ words: [String]) -> Bool {
        words.first == "NOTRACK" || words.first == "CT" && words.contains("--notrack")
    }

    /// Targets after which the packet continues with the next rule.
    ///
    /// Source: iptables-extensions(8).
    private static let passing: Set<String> = [
        "LOG", "NFLOG", "ULOG", "AUDIT", "TRACE", "TCPMSS", "TOS", "DSCP", "TTL", "HL", "ECN",
        "CLASSIFY", "CT", "NOTRACK", "CHECKSUM", "LED", "RATEEST", "SET", "SECMARK",
        "CONNSECMARK", "HMARK", "TCPOPTSTRIP", "IDLETIMER",
    ]
}
