/// What a server says about itself in one line: how idle it is, and what it wishes.
///
/// A bare number of 0...100, as the appliance's agents say it, or the words of HAProxy's agents:
/// `92%`, `ready`, `drain`, `maint`, `up`, `down`, `stopped`, `fail`, `maxconn:N`, in any order and
/// case, between spaces, tabs and commas. The last of each kind counts. What follows `#` describes.
///
/// Source: HAProxy's configuration manual, `agent-check`; `tcpcheck_agent_expect_reply`.
public struct FeedbackAnswer: Sendable, Hashable {
    /// How idle it is; nil: it does not say.
    ///
    /// **Unit and range:** percent, 0...100.
    public var idle: Int?
    /// What it wants of those who send connections; nil: it does not say.
    public var wish: Wish?
    /// Whether it can work; nil: it does not say.
    public var ability: Ability?
    /// Most connections at once; nil: it does not say.
    ///
    /// **Range:** 0...65535; 0: no limit.
    public var limit: Int?
    /// Why, in its own words; at most ``textLimit`` bytes, printable.
    public var description: String
    /// The first word that means nothing; nil: all have a meaning.
    public var unknown: String?

    /// What a server wants of those who send connections.
    public enum Wish: String, Sendable, Hashable, Codable, CaseIterable {
        /// Connections, as many as it is due.
        case ready
        /// No new ones.
        case drain
        /// None at all.
        case maint
    }

    /// Whether a server can work.
    public enum Ability: String, Sendable, Hashable, Codable, CaseIterable {
        /// It can.
        case up
        /// It can't.
        case down
    }

    /// Bytes of an answer, at most.
    public static let lineLimit = 1_024
    /// Bytes of a description or an unknown word, at most.
    public static let textLimit = 80

    /// This answer.
    public init(
        idle: Int? = nil, wish: Wish? = nil, ability: Ability? = nil, limit: Int? = nil,
        description: String = ""
    ) {
        self.idle = idle
        self.wish = wish
        self.ability = ability
        self.limit = limit
        self.description = description
    }

    /// Reads one line, up to its end or that of the bytes.
    ///
    /// A number above 100 means nothing, as does any other unknown word: what else the line says
    /// counts all the same.
    ///
    /// **Errors:** nil when no word means anything.
    public init?(_ bytes: some Collection<UInt8>) {
        self.init()
        let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
        guard line.count <= Self.lineLimit else { return nil }
        let said = line.prefix { $0 != UInt8(ascii: "#") }
        var isUseful = false
        for word in said.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x2c }) {
            if take(word.map(Self.lowercase)) {
                isUseful = true
            } else if unknown == nil {
                unknown = Self.printable(word)
            }
        }
        guard isUseful else { return nil }
        description = Self.printable(line.dropFirst(said.count + 1).drop { $0 == 0x20 })
    }

    private mutating func take(_ word: [UInt8]) -> Bool {
        if let wish = Wish(rawValue: String(decoding: word, as: UTF8.self)) {
            self.wish = wish
        } else if word.elementsEqual("up".utf8) {
            ability = .up
        } else if ["down", "stopped", "fail"].contains(where: { word.elementsEqual($0.utf8) }) {
            ability = .down
        } else if word.starts(with: "maxconn:".utf8) {
            guard let number = Self.number(word.dropFirst(8), in: 0...65_535) else { return false }
            limit = number
        } else {
            let isNamed = word.starts(with: "weight:".utf8)
            let share = word.dropFirst(isNamed ? 7 : 0)
            let isShare = share.last == UInt8(ascii: "%")
            // HAProxy's `weight:N` is a weight and no share: it means nothing here.
            guard isShare || !isNamed,
                let number = Self.number(share.dropLast(isShare ? 1 : 0), in: 0...100)
            else { return false }
            idle = number
        }
        return true
    }

    private static func number(_ digits: some Collection<UInt8>, in range: ClosedRange<Int>) -> Int?
    {
        guard (1...6).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return range.contains(value) ? value : nil
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func printable(_ bytes: some Sequence<UInt8>) -> String {
        let visible = bytes.prefix(textLimit).map { (0x20...0x7e).contains($0) ? $0 : 0x3f }
        return String(decoding: visible, as: UTF8.self)
    }
}
