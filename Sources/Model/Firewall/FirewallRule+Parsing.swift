import Addresses

extension FirewallRule {
    /// Parses the words of a rule after its chain.
    ///
    /// Unknown options are kept in ``others``.
    public init(words: [String]) {
        self.init(.none)
        var reader = Reader(words)
        while let word = reader.next() {
            if word == "!" {
                reader.isNegated = true
                continue
            }
            if word == "-j" || word == "-g" {
                let rest = reader.rest()
                target = word == "-g" ? .goTo(rest.first ?? "") : FirewallTarget(words: rest)
                break
            }
            if !take(word, &reader) { keep(word, &reader) }
            reader.isNegated = false
        }
    }

    /// The words that are left, and the module of the options that follow.
    private struct Reader {
        private let words: [String]
        private var index = 0
        var isNegated = false
        /// The module of the last `-m`; nil: none yet.
        var module: String?

        init(_ words: [String]) { self.words = words }

        /// The word after the next one read.
        var peek: String? { index < words.count ? words[index] : nil }

        mutating func next() -> String? {
            guard index < words.count else { return nil }
            index += 1
            return words[index - 1]
        }

        mutating func rest() -> [String] {
            defer { index = words.count }
            return Array(words[index...])
        }
    }

    /// Modules whose options are understood, or are kept with their module.
    private static let modules = [
        "tcp", "udp", "sctp", "multiport", "icmp", "icmp6", "icmpv6", "conntrack", "state", "mark",
        "comment",
    ]

    /// Reads an option with its value; false, without reading, if it is not understood.
    private mutating func take(_ option: String, _ reader: inout Reader) -> Bool {
        guard let value = reader.peek else { return false }
        switch option {
        case "-m" where Self.modules.contains(value): reader.module = value
        case "-c":
            // Counters are two numbers.
            _ = reader.next()
        case "-s":
            return take(.source, Self.set(&source, Self.prefix(value)), &reader)
        case "-d":
            return take(.destination, Self.set(&destination, Self.prefix(value)), &reader)
        case "-i": return take(.inInterface, Self.set(&inInterface, value), &reader)
        case "-o": return take(.outInterface, Self.set(&outInterface, value), &reader)
        case "-p":
            return take(.transport, Self.set(&transport, FirewallProtocol(value)), &reader)
        case "--sport", "--sports", "--source-port", "--source-ports":
            return take(.sourcePorts, Self.set(&sourcePorts, Self.ports(value)), &reader)
        case "--dport", "--dports", "--destination-port", "--destination-ports":
            return take(
                .destinationPorts, Self.set(&destinationPorts, Self.ports(value)), &reader)
        case "--icmp-type", "--icmpv6-type":
            return take(.icmpType, Self.set(&icmpType, UInt8(value)), &reader)
        case "--ctstate", "--state":
            let names = value.split(separator: ",").map { ConnectionState(rawValue: String($0)) }
            guard states.isEmpty, !names.contains(nil) else { return false }
            states = Set(names.compactMap(\.self))
            if reader.isNegated { negated.insert(.states) }
        case "--mark" where reader.module == "mark":
            return take(.mark, Self.set(&mark, FirewallMark(value)), &reader)
        case "--comment" where comment == nil && !reader.isNegated: comment = value
        default: return false
        }
        _ = reader.next()
        return true
    }

    /// Records a condition whose value was set.
    private mutating func take(
        _ condition: Condition, _ isSet: Bool, _ reader: inout Reader
    ) -> Bool {
        guard isSet else { return false }
        if reader.isNegated { negated.insert(condition) }
        _ = reader.next()
        return true
    }

    /// Sets a value that the rule does not have yet; false: it has one, or the new one is invalid.
    private static func set<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
        guard let value, place == nil else { return false }
        place = value
        return true
    }

    private static func set(
        _ place: inout [ClosedRange<UInt16>], _ value: [ClosedRange<UInt16>]?
    ) -> Bool {
        guard let value, place.isEmpty else { return false }
        place = value
        return true
    }

    /// Keeps the words of an option that is not understood, with its module.
    private mutating func keep(_ option: String, _ reader: inout Reader) {
        if option != "-m", let module = reader.module { others += ["-m", module] }
        if reader.isNegated { others.append("!") }
        others.append(option)
        while let value = reader.peek, !value.hasPrefix("-"), value != "!" {
            others.append(value)
            _ = reader.next()
        }
        if option == "-m" { reader.module = nil }
    }

    /// An address with or without the length of its network, or with a netmask.
    private static func prefix(_ text: String) -> Prefix? {
        if let prefix = Prefix(text) { return network(prefix) }
        if let address = IPAddress(text) { return Prefix(host: address) }
        let parts = text.split(separator: "/")
        guard parts.count == 2, let address = IPAddress(parts[0]),
            case .v4(let mask)? = IPAddress(parts[1])
        else { return nil }
        let length = (~mask.rawValue).leadingZeroBitCount
        guard length == 32 || mask.rawValue << UInt32(length) == 0 else { return nil }
        return Prefix(address, length: UInt8(length)).flatMap(network)
    }

    /// Ports and ranges with commas between them.
    private static func ports(_ text: String) -> [ClosedRange<UInt16>]? {
        // Most rules have one port.
        if let port = UInt16(text) { return [port...port] }
        var ranges: [ClosedRange<UInt16>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let bounds = part.split(separator: ":", omittingEmptySubsequences: false)
            guard bounds.count <= 2, let first = bounds.first, let last = bounds.last else {
                return nil
            }
            let lower = first.isEmpty && bounds.count == 2 ? 0 : UInt16(first)
            let upper = last.isEmpty && bounds.count == 2 ? .max : UInt16(last)
            guard let lower, let upper, lower <= upper else { return nil }
            ranges.append(lower...upper)
        }
        return ranges
    }
}
