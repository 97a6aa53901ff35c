extension IPv6Address {
    /// Parses any of the three forms of RFC 4291 section 2.2: eight groups, `::` for a run of
    /// zeros, a dotted IPv4 tail.
    ///
    /// **Errors:** nil for anything else; a zone (`%eth0`) is not part of an address.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return nil }
        var pieces = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        guard (3...9).contains(pieces.count) else { return nil }
        if let last = pieces.last, last.contains(".") {
            guard let tail = IPv4Address(last) else { return nil }
            pieces.removeLast()
            pieces.append(String(tail.rawValue >> 16, radix: 16))
            pieces.append(String(tail.rawValue & 0xffff, radix: 16))
        }
        // "::" leaves one empty piece inside, two at either end.
        if pieces.first == "" {
            guard pieces.count > 2, pieces[1] == "" else { return nil }
            pieces.removeFirst()
        }
        if pieces.last == "" {
            guard pieces.count > 1, pieces[pieces.count - 2] == "" else { return nil }
            pieces.removeLast()
        }
        let gaps = pieces.indices.filter { pieces[$0] == "" }
        guard gaps.count <= 1 else { return nil }
        if let gap = gaps.first {
            let missing = 8 - (pieces.count - 1)
            guard missing >= 1 else { return nil }
            pieces.replaceSubrange(gap...gap, with: repeatElement("0", count: missing))
        }
        let groups = pieces.compactMap(Self.group)
        guard pieces.count == 8, groups.count == 8 else { return nil }
        self.init(groups: groups)
    }

    private static func group(_ text: String) -> UInt16? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy(isHexDigit) else {
            return nil
        }
        return UInt16(text, radix: 16)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default:
            false
        }
    }

    /// The longest run of two or more zero groups, the first of equals.
    ///
    /// Source: RFC 5952 4.2.
    private var longestZeroRun: Range<Int>? {
        let groups = groups
        var best: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count && groups[end] == 0 { end += 1 }
            if end - start >= 2 && end - start > (best?.count ?? 0) { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The canonical form of RFC 5952, with IPv4-mapped addresses in mixed notation.
    public var description: String {
        if high == 0 && low >> 32 == 0xffff {
            return "::ffff:\(IPv4Address(rawValue: UInt32(truncatingIfNeeded: low)))"
        }
        let words = groups.map { String($0, radix: 16) }
        guard let run = longestZeroRun else { return words.joined(separator: ":") }
        return words[..<run.lowerBound].joined(separator: ":") + "::"
            + words[run.upperBound...].joined(separator: ":")
    }
}
