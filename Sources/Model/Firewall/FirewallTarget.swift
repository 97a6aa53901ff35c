import Addresses

/// The effect of a rule on the packets that match it.
public enum FirewallTarget: Sendable, Hashable {
    /// No effect; the rule only counts.
    case none
    /// Accepts the packet in this table.
    case accept
    /// Drops the packet without an answer.
    case drop
    /// Drops the packet and answers with this error; nil: the usual one.
    case reject(String?)
    /// Ends the chain.
    case `return`
    /// Continues in a chain, and afterwards with the next rule.
    case jump(String)
    /// Continues in a chain, and afterwards where this chain was entered.
    case goTo(String)
    /// Sets bits of the firewall mark.
    case mark(FirewallMark)
    /// Replaces the source by the address of the outgoing interface.
    case masquerade
    /// Replaces the source.
    case sourceNAT(IPAddress)
    /// Replaces the destination; nil: the port stays.
    case destinationNAT(IPAddress, port: UInt16?)
    /// Another target with its words.
    case other([String])

    /// Lets the kernel read a connection as one of FTP.
    public static let fileTransferHelper = FirewallTarget.other(["CT", "--helper", "ftp"])
}

extension FirewallTarget {
    /// The words of the target, as in a line of iptables-save.
    public var words: [String] {
        switch self {
        case .none: []
        case .accept: ["-j", "ACCEPT"]
        case .drop: ["-j", "DROP"]
        case .reject(nil): ["-j", "REJECT"]
        case .reject(let answer?): ["-j", "REJECT", "--reject-with", answer]
        case .return: ["-j", "RETURN"]
        case .jump(let chain): ["-j", chain]
        case .goTo(let chain): ["-g", chain]
        case .mark(let mark):
            [
                "-j", "MARK", "--set-xmark",
                "0x" + String(mark.value, radix: 16) + "/0x" + String(mark.mask, radix: 16),
            ]
        case .masquerade: ["-j", "MASQUERADE"]
        case .sourceNAT(let address): ["-j", "SNAT", "--to-source", "\(address)"]
        case .destinationNAT(let address, nil): ["-j", "DNAT", "--to-destination", "\(address)"]
        case .destinationNAT(let address, let port?):
            ["-j", "DNAT", "--to-destination", "\(Endpoint(address, port: port))"]
        case .other(let words): ["-j"] + words
        }
    }

    /// Parses the words after `-j`: the name and its options.
    init(words: [String]) {
        let name = words.first ?? ""
        let options = Array(words.dropFirst())
        let known: FirewallTarget? =
            switch (name, options.count) {
            case ("ACCEPT", 0): .accept
            case ("DROP", 0): .drop
            case ("RETURN", 0): .return
            case ("MASQUERADE", 0): .masquerade
            case ("REJECT", _): Self.rejection(options)
            case ("MARK", 2): Self.marking(options)
            case ("SNAT", 2): Self.source(options)
            case ("DNAT", 2): Self.destination(options)
            case ("MARK", _), ("SNAT", _), ("DNAT", _), ("MASQUERADE", _): nil
            case (_, 0): .jump(name)
            default: nil
            }
        self = known ?? .other(words)
    }

    private static func rejection(_ options: [String]) -> FirewallTarget? {
        if options.isEmpty { return .reject(nil) }
        guard options.count == 2, options[0] == "--reject-with" else { return nil }
        // iptables prints the usual answer too.
        return .reject(usualRejections.contains(options[1]) ? nil : options[1])
    }

    private static let usualRejections = ["icmp-port-unreachable", "icmp6-port-unreachable"]

    private static func marking(_ options: [String]) -> FirewallTarget? {
        guard let mark = FirewallMark(options[1]) else { return nil }
        switch options[0] {
        case "--set-xmark":
            // Bits of the value outside the mask are inverted, which no rule of ours does.
            let text = options[1].split(separator: "/").first.map(String.init) ?? ""
            guard FirewallMark(text)?.value == mark.value else { return nil }
            return .mark(mark)
        case "--set-mark": return .mark(mark)
        default: return nil
        }
    }

    private static func source(_ options: [String]) -> FirewallTarget? {
        guard options[0] == "--to-source" else { return nil }
        return IPAddress(options[1]).map { .sourceNAT($0) }
    }

    private static func destination(_ options: [String]) -> FirewallTarget? {
        guard options[0] == "--to-destination" else { return nil }
        if let address = IPAddress(options[1]) { return .destinationNAT(address, port: nil) }
        return Endpoint(options[1]).map { .destinationNAT($0.address, port: $0.port) }
    }
}
