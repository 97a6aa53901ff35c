import Addresses

extension FirewallRule {
    /// The words of the rule, as in a line of iptables-save after the chain.
    public var words: [String] {
        var words: [String] = []
        func add(_ condition: Condition, _ option: String, _ value: String?) {
            guard let value else { return }
            if negated.contains(condition) { words.append("!") }
            words += [option, value]
        }
        add(.source, "-s", source?.description)
        add(.destination, "-d", destination?.description)
        add(.inInterface, "-i", inInterface)
        add(.outInterface, "-o", outInterface)
        add(.transport, "-p", transport?.description)
        // First, so that they are read back without the module of another condition.
        words += others
        addPorts(to: &words)
        if let icmpType {
            let isIPv6 = transport == .icmpv6
            words += ["-m", isIPv6 ? "icmp6" : "icmp"]
            add(.icmpType, isIPv6 ? "--icmpv6-type" : "--icmp-type", "\(icmpType)")
        }
        if !states.isEmpty {
            words += ["-m", "conntrack"]
            let names = ConnectionState.allCases.filter(states.contains).map(\.rawValue)
            add(.states, "--ctstate", names.joined(separator: ","))
        }
        if let mark {
            words += ["-m", "mark"]
            add(.mark, "--mark", mark.description)
        }
        if let comment { words += ["-m", "comment", "--comment", comment] }
        return words + target.words
    }

    private func addPorts(to words: inout [String]) {
        let parts: [(Condition, [ClosedRange<UInt16>], String)] = [
            (.sourcePorts, sourcePorts, "--sport"),
            (.destinationPorts, destinationPorts, "--dport"),
        ]
        if parts.contains(where: { $0.1.count == 1 }), let transport {
            words += ["-m", transport.description]
        }
        for (condition, ranges, option) in parts where ranges.count == 1 {
            if negated.contains(condition) { words.append("!") }
            words += [option, ranges[0].text]
        }
        for (condition, ranges, option) in parts where ranges.count > 1 {
            words += ["-m", "multiport"]
            if negated.contains(condition) { words.append("!") }
            words += [option + "s", ranges.map(\.text).joined(separator: ",")]
        }
    }

    /// The line that appends the rule to a chain: `-A BALLAST-INPUT -i lo -j ACCEPT`.
    public func line(in chain: FirewallChain) -> String {
        "-A \(chain.name)" + words.map { " " + Self.quoted($0) }.joined()
    }

    /// The line with which the rule is loaded into a chain; nil: an earlier rule's line loads it.
    public func loadingLine(in chain: FirewallChain) -> String? {
        guard let words = written.words else { return line(in: chain) }
        if words.isEmpty { return nil }
        return "-A \(chain.name)" + words.map { " " + Self.quoted($0) }.joined()
    }

    /// Quotes a word that is more than letters, digits and the marks of addresses.
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || "_-./:,+!=[]@%".utf8.contains(byte)
        }
        if isPlain && !word.isEmpty { return word }
        var text = "\""
        for character in word {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "\""
    }
}

extension ClosedRange<UInt16> {
    /// `80`, or `1024:65535`.
    fileprivate var text: String {
        lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound):\(upperBound)"
    }
}
