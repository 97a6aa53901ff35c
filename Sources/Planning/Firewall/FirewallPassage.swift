import Addresses
import Model

/// The way of an arriving packet through all tables, up to this host or to another one.
public struct FirewallPassage: Sendable {
    /// The ways through the chains of the kernel, in order; the last one may drop the packet.
    public private(set) var walks: [FirewallWalk] = []
    /// The packet at the end.
    public private(set) var packet: FirewallPacket
    /// Whether the packet is forwarded, not for this host.
    public private(set) var isForwarded = false

    /// Sends a packet through the tables.
    ///
    /// - Parameter isLocal: whether an address is one of this host.
    ///
    /// Source: netfilter's hooks; the tables of a hook by their priority.
    public init(
        _ packet: FirewallPacket, through tables: FirewallTables, isLocal: (IPAddress) -> Bool
    ) {
        self.init(packet, through: [tables], isLocal: isLocal)
    }

    /// Sends a packet through the tables of several variants of iptables.
    ///
    /// At each hook it passes each table of all variants. The first one that translates an address
    /// decides about it.
    ///
    /// - Parameter isLocal: whether an address is one of this host.
    ///
    /// Source: kernel, `net/netfilter/nf_nat_core.c`, `nf_nat_inet_fn`.
    public init(
        _ packet: FirewallPacket, through tables: [FirewallTables], isLocal: (IPAddress) -> Bool
    ) {
        self.init(packet, through: tables.map { FirewallIndex($0) }, isLocal: isLocal)
    }

    /// Sends a packet through the tables of indexes.
    init(
        _ packet: FirewallPacket, through index: [FirewallIndex], isLocal: (IPAddress) -> Bool
    ) {
        self.packet = packet
        guard pass([.raw], "PREROUTING", index) else { return }
        // A rule of the table raw excludes packets from connection tracking, and so from nat.
        let isNew = self.packet.state == .new
        guard pass(isNew ? [.mangle, .nat] : [.mangle], "PREROUTING", index) else { return }
        isForwarded = !isLocal(self.packet.destination.address)
        if isForwarded {
            guard pass([.mangle, .filter, .security], "FORWARD", index) else { return }
            _ = pass(isNew ? [.mangle, .nat] : [.mangle], "POSTROUTING", index)
        } else {
            let chains: [FirewallTable] = [.mangle, .filter, .security]
            _ = pass(isNew ? chains + [.nat] : chains, "INPUT", index)
        }
    }

    /// Sends an answer of this host through the tables; it belongs to an open connection.
    init(answering packet: FirewallPacket, through index: [FirewallIndex]) {
        self.packet = packet
        let tables: [FirewallTable] = [.raw, .mangle, .filter, .security]
        guard pass(tables, "OUTPUT", index) else { return }
        _ = pass([.mangle], "POSTROUTING", index)
    }

    /// The decision; undecided if a table before the last one was.
    public var verdict: FirewallVerdict {
        let last = walks.last?.verdict ?? .accepted
        return last == .accepted && walks.contains { $0.verdict == .undecided } ? .undecided : last
    }

    /// The rule that decides: the one that drops the packet, or the last one that accepts it; nil:
    /// no rule does.
    public var deciding: FirewallMatch? { decidingWalk?.matches.last }

    /// The way through the chain with the rule that decides; nil: no rule does.
    public var decidingWalk: FirewallWalk? {
        guard verdict == .accepted else {
            return walks.last.flatMap { $0.isPolicy ? nil : $0 }
        }
        return walks.last { $0.chain.table == .filter && !$0.isPolicy }
    }

    /// Limits that drop or reject the packet once they are reached.
    public var limits: [FirewallMatch] { walks.flatMap(\.limits) }

    /// Walks through the tables of a hook; false: the packet is dropped.
    private mutating func pass(
        _ order: [FirewallTable], _ hook: String, _ indexes: [FirewallIndex]
    ) -> Bool {
        for table in order {
            let chain = FirewallChain(table, hook)
            let before = packet.translations
            for index in indexes where index.tables.chains[chain] != nil {
                if table == .nat, packet.translations != before { break }
                let walk = FirewallWalk(packet, through: chain, of: index)
                walks.append(walk)
                packet = walk.packet
                if walk.verdict == .dropped || walk.verdict == .rejected { return false }
            }
        }
        return true
    }
}
