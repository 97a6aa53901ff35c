import Addresses

extension FirewallRule {
    /// The words of the rule, as in a line of iptables-save after the chain.
    public var words: [String] {
        var words: [String] = []
        words.reserveCapacity(20)
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
        if sourcePorts.isEmpty, destinationPorts.isEmpty { return }
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
        Self.line(of: words, in: chain)
    }

    /// The line with which the rule is loaded into a chain; nil: an earlier rule's line loads it.
    public func loadingLine(in chain: FirewallChain) -> String? {
        guard let words = written.words else { return line(in: chain) }
        return words.isEmpty ? nil : Self.line(of: words, in: chain)
    }

    private static func line(of words: [String], in chain: FirewallChain) -> String {
        var line = ""
        line.reserveCapacity(160)
        line += "-A "
        line += chain.name
        for word in words {
            line += " "
            add(word, to: &line)
        }
        return line
    }

    /// Quotes a word that is more than letters, digits and the marks of addresses.
    static func quoted(_ word: String) -> String {
        var text = ""
        add(word, to: &text)
        return text
    }

    private static func add(_ word: String, to text: inout String) {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x2b...0x3a, 0x40...0x5b, 0x61...0x7a: true
            case UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "]"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if isPlain && !word.isEmpty {
            text += word
            return
        }
        text += "\""
        for character in word {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        text += "\""
    }
}

extension ClosedRange<UInt16> {
    /// `80`, or `1024:65535`.
    fileprivate var text: String {
        lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound):\(upperBound)"
    }
}
