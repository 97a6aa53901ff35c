import Addresses
import CNetlink
import Glibc
import Model

/// Rules of routing.
extension AddressTable {
    /// Returns the rules that a document can have; true: Ballast has added it.
    ///
    /// Kernels before 4.17 store no origin.
    func rules() throws(KernelRefusal) -> [RoutingRule: Bool] {
        var rules: [RoutingRule: Bool] = [:]
        for family in AddressFamily.allCases where family == .ipv4 || hasIPv6 {
            let found: [RoutingRule: Bool] = try socket.dump(into: [:]) { sequence in
                begin(RTM_GETRULE, flags: Self.dumpFlags, sequence: sequence)
                var header = fib_rule_hdr()
                header.family = UInt8(family.number)
                socket.builder.append(header)
            } update: { rules, message, datagram in
                guard Int(message.type) == RTM_NEWRULE else { return false }
                if let (rule, isOurs) = Self.rule(message, datagram, family) {
                    rules[rule] = isOurs
                }
                return true
            }
            rules.merge(found) { first, _ in first }
        }
        return rules
    }

    /// The rule of a message; nil: of a kind that a document can't have.
    static func rule(
        _ message: NetlinkMessage, _ datagram: RawSpan, _ family: AddressFamily
    ) -> (RoutingRule, Bool)? {
        let header = MemoryLayout<fib_rule_hdr>.size
        let start = message.payload.lowerBound
        // fib_rule_hdr: family, two lengths, TOS, table, two reserved bytes, action, flags.
        guard message.payload.count >= header,
            let toLength = datagram.integer(UInt8.self, at: start + 1),
            let fromLength = datagram.integer(UInt8.self, at: start + 2),
            let service = datagram.integer(UInt8.self, at: start + 3),
            let table = datagram.integer(UInt8.self, at: start + 4),
            let action = datagram.integer(UInt8.self, at: start + 7),
            let flags = datagram.integer(UInt32.self, at: start + 8), service == 0,
            Int(action) == FR_ACT_TO_TBL, flags & UInt32(FIB_RULE_INVERT) == 0
        else { return nil }
        var rule = RoutingRule(family, priority: 0, table: UInt32(table))
        var isOurs = false
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(FRA_SRC):
                rule.source = datagram.address(attribute, family: family).flatMap {
                    Prefix($0, length: fromLength)
                }
            case Int(FRA_DST):
                rule.destination = datagram.address(attribute, family: family).flatMap {
                    Prefix($0, length: toLength)
                }
            case Int(FRA_PRIORITY):
                rule.priority = datagram.integer(UInt32.self, of: attribute) ?? 0
            case Int(FRA_TABLE):
                rule.table = datagram.integer(UInt32.self, of: attribute) ?? rule.table
            case Int(FRA_FWMARK): rule.mark = datagram.integer(UInt32.self, of: attribute)
            case Int(FRA_FWMASK):
                guard datagram.integer(UInt32.self, of: attribute) == .max else { return nil }
            case Int(FRA_IIFNAME): rule.interface = datagram.text(attribute)
            case Int(FRA_PROTOCOL):
                isOurs = datagram.integer(UInt8.self, of: attribute) == nodeOrigin
            case Int(FRA_SUPPRESS_PREFIXLEN), Int(FRA_SUPPRESS_IFGROUP):
                guard datagram.integer(UInt32.self, of: attribute) == .max else { return nil }
            case Int(FRA_OIFNAME), Int(FRA_L3MDEV), Int(FRA_UID_RANGE), Int(FRA_IP_PROTO),
                Int(FRA_SPORT_RANGE), Int(FRA_DPORT_RANGE), Int(FRA_TUN_ID):
                return nil
            default: break
            }
        }
        return (rule, isOurs)
    }

    /// Adds a rule.
    ///
    /// The kernel takes a rule for one that exists if that has the same selectors and others, so
    /// it is not asked for the difference.
    func add(_ rule: RoutingRule) throws(KernelRefusal) {
        try socket.request { sequence in
            begin(RTM_NEWRULE, flags: NLM_F_CREATE, sequence: sequence)
            put(rule)
        }
    }

    /// Removes a rule of Ballast.
    ///
    /// **Errors:** `ENOENT` for an absent one.
    func remove(_ rule: RoutingRule) throws(KernelRefusal) {
        try socket.request { sequence in
            begin(RTM_DELRULE, sequence: sequence)
            put(rule)
        }
    }

    private func put(_ rule: RoutingRule) {
        var header = fib_rule_hdr()
        header.family = UInt8(rule.family.number)
        header.dst_len = rule.destination?.length ?? 0
        header.src_len = rule.source?.length ?? 0
        header.table = rule.table < 256 ? UInt8(rule.table) : UInt8(RT_TABLE_UNSPEC.rawValue)
        header.action = UInt8(FR_ACT_TO_TBL)
        socket.builder.append(header)
        socket.builder.put(Int(FRA_PRIORITY), rule.priority)
        socket.builder.put(Int(FRA_TABLE), rule.table)
        socket.builder.put(Int(FRA_PROTOCOL), Self.nodeOrigin)
        if let source = rule.source, source.length > 0 {
            socket.builder.put(Int(FRA_SRC), source.address)
        }
        if let destination = rule.destination, destination.length > 0 {
            socket.builder.put(Int(FRA_DST), destination.address)
        }
        if let mark = rule.mark { socket.builder.put(Int(FRA_FWMARK), mark) }
        if let interface = rule.interface { socket.builder.put(Int(FRA_IIFNAME), interface) }
    }
}
