extension TimeZoneRules {
    /// Parses a file of the time zone database; nil: it is damaged, or counts leap seconds.
    ///
    /// Source: RFC 9636 section 3, `tzfile(5)`.
    public init?(file bytes: [UInt8]) {
        guard let old = Header(bytes[...]) else { return nil }
        let isNew = old.version >= UInt8(ascii: "2")
        var header = old
        var rest = bytes.dropFirst(Header.size)
        if isNew {
            guard let next = Header(rest.dropFirst(old.length(timeSize: 4))) else { return nil }
            header = next
            rest = rest.dropFirst(old.length(timeSize: 4) + Header.size)
        }
        let timeSize = isNew ? 8 : 4
        let length = header.length(timeSize: timeSize)
        guard header.leaps == 0, header.types > 0, rest.count >= length else { return nil }
        let block = Array(rest.prefix(length))
        let indices = header.times * timeSize
        let types = indices + header.times
        let offsets = (0..<header.types).map { index in
            Int(Self.number(block, types + index * 6, 4))
        }
        // Source: RFC 9636 section 3.2: -24:59:59...25:59:59 are usual.
        guard offsets.allSatisfy({ abs($0) <= 100_000 }) else { return nil }
        let range = Self.range
        var transitions: [Transition] = []
        for index in 0..<header.times {
            // Some files begin at the Big Bang, which is 2^59 seconds before 1970.
            let time = max(-range, Self.number(block, index * timeSize, timeSize))
            let type = Int(block[indices + index])
            guard time <= range, type < offsets.count,
                transitions.last.map({ $0.time < time }) ?? true
            else { return nil }
            transitions.append(Transition(time: time, offset: offsets[type]))
        }
        if isNew {
            let footer = rest.dropFirst(length).dropFirst().prefix { $0 != 0x0a }
            if !footer.isEmpty {
                guard let rule = ZoneFooter(footer) else { return nil }
                let last = transitions.last?.time ?? .min
                transitions += rule.transitions(after: last, until: 2_200)
            }
        }
        self.init(first: offsets[0], transitions)
    }

    /// The times that are used, before and after 1970.
    private static let range: Int64 = 1 << 40

    /// Returns a signed number in network byte order.
    private static func number(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Int64 {
        let value = bytes[start..<start + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 4
            ? Int64(Int32(bitPattern: UInt32(value))) : Int64(bitPattern: value)
    }

    /// The counts at the begin of a block.
    private struct Header {
        static let size = 44
        let version: UInt8
        let (universal, standard, leaps, times, types, characters): (Int, Int, Int, Int, Int, Int)

        init?(_ bytes: ArraySlice<UInt8>) {
            let head = Array(bytes.prefix(Self.size))
            guard head.count == Self.size, head.starts(with: Array("TZif".utf8)) else { return nil }
            version = head[4]
            let counts = (0..<6).map { index in
                Int(UInt32(truncatingIfNeeded: number(head, 20 + index * 4, 4)))
            }
            // More would not fit into the largest file that is read.
            guard counts.allSatisfy({ $0 <= 1 << 20 }) else { return nil }
            universal = counts[0]
            standard = counts[1]
            leaps = counts[2]
            times = counts[3]
            types = counts[4]
            characters = counts[5]
        }

        /// The bytes of the block after the header.
        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standard
                + universal
        }
    }
}
