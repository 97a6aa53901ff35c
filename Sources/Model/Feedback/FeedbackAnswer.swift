/// A server's report on itself in one line: its load and its wish.
///
/// A bare number of 0...100, as sent by the appliance's agents, or the keywords of HAProxy's
/// agents: `92%`, `ready`, `drain`, `maint`, `up`, `down`, `stopped`, `fail`, `maxconn:N`, in any
/// order and case, separated by spaces, tabs and commas. The last of each kind counts. A text after
/// `#` is the description.
///
/// Source: HAProxy's configuration manual, `agent-check`; `tcpcheck_agent_expect_reply`.
public struct FeedbackAnswer: Sendable, Hashable {
    /// Idle share of its capacity; nil: not reported.
    ///
    /// **Unit and range:** percent, 0...100.
    public var idle: Int?
    /// The connections that it wants; nil: not reported.
    public var wish: Wish?
    /// Whether it can work; nil: not reported.
    public var ability: Ability?
    /// Maximum number of connections; nil: not reported.
    ///
    /// **Range:** 0...65535; 0: no limit.
    public var limit: Int?
    /// The reason in its own words; at most ``textLimit`` bytes, printable.
    public var description: String
    /// The first unknown word; nil: all words are known.
    public var unknown: String?

    /// The connections that a server wants.
    public enum Wish: String, Sendable, Hashable, Codable, CaseIterable {
        /// Its share of connections.
        case ready
        /// No new connections.
        case drain
        /// No connections.
        case maint
    }

    /// Whether a server can work.
    public enum Ability: String, Sendable, Hashable, Codable, CaseIterable {
        /// It can.
        case up
        /// It can't.
        case down
    }

    /// Maximum number of bytes of an answer.
    public static let lineLimit = 1_024
    /// Maximum number of bytes of a description or an unknown word.
    public static let textLimit = 80

    /// Creates an answer.
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

    /// Parses one line, up to its end or that of the bytes.
    ///
    /// A number above 100, like any other unknown word, is ignored; the rest of the line counts.
    ///
    /// **Errors:** nil when no word is known.
    public init?(_ bytes: some Collection<UInt8>) {
        self.init()
        let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
        guard line.count <= Self.lineLimit else { return nil }
        let said = line.prefix { $0 != UInt8(ascii: "#") }
        var isUseful = false
        for word in said.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x2c }) {
            if read(word.map(Self.lowercase)) {
                isUseful = true
            } else if unknown == nil {
                unknown = Self.printable(word)
            }
        }
        guard isUseful else { return nil }
        description = Self.printable(line.dropFirst(said.count + 1).drop { $0 == 0x20 })
    }

    private mutating func read(_ word: [UInt8]) -> Bool {
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
            // HAProxy's `weight:N` is a weight and not a share: it is ignored.
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
