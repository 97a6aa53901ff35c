import CNetlink
import Glibc
import Model

/// The base chains of nf_tables, in the namespace of this thread.
struct NetfilterChains {
    /// Whether the tables of `iptables-nft` have any.
    private(set) var hasIPTables = false
    /// The others, with rules or a policy that drops.
    ///
    /// **Shape:** ascending.
    private(set) var others: [NetfilterChain] = []

    /// Reads the chains; a kernel without nf_tables has none.
    ///
    /// **Errors:** those of the kernel.
    init() throws(HostFailure) {
        do throws(KernelRefusal) {
            try read()
        } catch {
            // Source: kernel, `net/netfilter/nfnetlink.c`, `nfnetlink_rcv_msg`, and socket(2).
            if [EINVAL, EOPNOTSUPP, EPROTONOSUPPORT, EAFNOSUPPORT].contains(error.number) {
                return
            }
            throw error.failure(of: "read the chains of nf_tables")
        }
    }

    private mutating func read() throws(KernelRefusal) {
        let socket = try NetlinkSocket(protocol: NETLINK_NETFILTER, datagrams: 4)
        let type = UInt16(NFNL_SUBSYS_NFTABLES) << 8
        let found = try socket.dump(into: [Record]()) { sequence in
            socket.builder.begin(
                type: type | UInt16(NFT_MSG_GETCHAIN.rawValue), flags: NLM_F_ROOT | NLM_F_MATCH,
                sequence: sequence, port: socket.port)
            socket.builder.append(nfgenmsg())
        } update: { records, message, datagram in
            guard message.type == type | UInt16(NFT_MSG_NEWCHAIN.rawValue) else { return false }
            if let record = Record(message, in: datagram) { records.append(record) }
            return true
        }
        hasIPTables = found.contains(where: \.isOfIPTables)
        others = found.filter { !$0.isOfIPTables && $0.isUsed }.map(\.chain).sorted()
    }
}

extension NetfilterChains {
    /// A base chain as the kernel describes it.
    ///
    /// Source: `linux/netfilter/nf_tables.h`, `nft_chain_attributes`.
    struct Record {
        let chain: NetfilterChain
        /// Whether it has rules or a policy that drops.
        let isUsed: Bool

        /// Parses a message; nil: it is of another chain than a base chain.
        init?(_ message: NetlinkMessage, in datagram: RawSpan) {
            let start = message.payload.lowerBound
            guard let number = datagram.integer(UInt8.self, at: start) else { return nil }
            var (table, name, kind) = ("", "", "")
            var (hook, rules): (UInt32?, UInt32) = (nil, 0)
            var policy = UInt32(NF_ACCEPT)
            var walk = message.attributes(after: MemoryLayout<nfgenmsg>.size)
            while let attribute = walk.next(in: datagram) {
                func value() -> UInt32 {
                    UInt32(bigEndian: datagram.integer(UInt32.self, of: attribute) ?? 0)
                }
                switch UInt32(attribute.type) {
                case NFTA_CHAIN_TABLE.rawValue: table = datagram.text(attribute)
                case NFTA_CHAIN_NAME.rawValue: name = datagram.text(attribute)
                case NFTA_CHAIN_TYPE.rawValue: kind = datagram.text(attribute)
                case NFTA_CHAIN_POLICY.rawValue: policy = value()
                case NFTA_CHAIN_USE.rawValue: rules = value()
                case NFTA_CHAIN_HOOK.rawValue: hook = Self.hook(attribute, datagram)
                default: break
                }
            }
            guard let hook else { return nil }
            let family = Self.families[Int32(number)] ?? "family \(number)"
            chain = NetfilterChain(
                family, table, name, at: Self.name(ofHook: hook, family),
                translates: kind == "nat")
            isUsed = rules > 0 || policy == UInt32(NF_DROP)
        }

        /// Whether `iptables-nft` shows it.
        var isOfIPTables: Bool {
            ["ip", "ip6"].contains(chain.family) && FirewallTable(rawValue: chain.table) != nil
                && FirewallChain.builtIn.contains(chain.name)
        }

        private static func hook(_ attribute: Attribute, _ datagram: RawSpan) -> UInt32? {
            var walk = AttributeWalk(inside: attribute)
            while let part = walk.next(in: datagram) {
                guard part.type == Int(NFTA_HOOK_HOOKNUM.rawValue) else { continue }
                return datagram.integer(UInt32.self, of: part).map(UInt32.init(bigEndian:))
            }
            return nil
        }

        /// Source: `linux/netfilter.h`, `NFPROTO_*`.
        private static let families: [Int32: String] = [
            1: "inet", 2: "ip", 5: "netdev", 7: "bridge", 10: "ip6",
        ]

        /// Source: `linux/netfilter.h`, `nf_inet_hooks` and `nf_dev_hooks`.
        private static func name(ofHook number: UInt32, _ family: String) -> String {
            let names =
                family == "netdev"
                ? ["ingress", "egress"]
                : ["prerouting", "input", "forward", "output", "postrouting", "ingress"]
            return names.indices.contains(Int(number)) ? names[Int(number)] : "hook \(number)"
        }
    }
}
