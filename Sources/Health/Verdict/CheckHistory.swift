import Model

/// The latest results of a server's check, oldest first.
///
/// A server of many has 20 results, most of which are equal but for their times. So they are stored
/// as bytes, about seven for each, and a finding with a text once.
public struct CheckHistory: Sendable, RandomAccessCollection {
    /// Findings with a text or a weight, or of servers that failed, without time and duration.
    ///
    /// **Shape:** distinct; each is used by an entry.
    private(set) var findings: [CheckResult] = []
    /// The number of entries, and the entries.
    ///
    /// **Shape:** an entry is the place of its finding, the milliseconds since the entry before,
    /// and its duration in nanoseconds; times as variable-length numbers.
    private(set) var bytes: [UInt8] = []
    /// The time from which the oldest entry counts.
    ///
    /// **Unit:** milliseconds since 1970.
    private var start: Int64 = 0

    private typealias Entry = (finding: Int, pause: Int64, duration: Int64)

    /// Creates an empty history.
    public init() {}

    /// Places of findings in the list follow those that need none: passed, without a text, in each
    /// of the phases.
    private static let plain = CheckResult.Phase.allCases.map { phase in
        CheckResult(time: 0, .passed, phase: phase)
    }

    /// Bytes by which the storage grows: an array would double.
    private static let growth = 32

    /// Appends a result; at the limit the oldest is removed.
    mutating func append(_ result: CheckResult, limit: Int) {
        while count >= limit { removeOldest() }
        var finding = result
        (finding.time, finding.duration) = (0, .zero)
        let place = place(of: finding)
        if isEmpty {
            start = result.time
            bytes = []
            bytes.reserveCapacity(Self.growth / 2)
            bytes.append(0)
        }
        // Wraps around for two times of a broken clock, and back again when it is read.
        var entry = [UInt8(place)]
        Self.write(UInt64(bitPattern: Self.folded(result.time &- end)), to: &entry)
        Self.write(UInt64(Swift.max(result.duration.nanoseconds, 0)), to: &entry)
        if bytes.count + entry.count > bytes.capacity {
            bytes.reserveCapacity(bytes.count + Self.growth)
        }
        bytes += entry
        bytes[0] += 1
    }

    private mutating func removeOldest() {
        var position = 1
        let oldest = entry(at: &position)
        start &+= oldest.pause
        bytes.removeSubrange(1..<position)
        bytes[0] -= 1
    }

    private mutating func place(of finding: CheckResult) -> Int {
        if let place = Self.plain.firstIndex(of: finding) { return place }
        let first = Self.plain.count
        if let place = findings.firstIndex(of: finding) { return first + place }
        let used = Set(places.map { Int(bytes[$0]) }.filter { $0 >= first }).sorted()
        for position in places {
            let place = used.firstIndex(of: Int(bytes[position]))
            if let place { bytes[position] = UInt8(first + place) }
        }
        findings = used.map { findings[$0 - first] } + [finding]
        return first + findings.count - 1
    }

    /// The positions of the entries in ``bytes``.
    private var places: [Int] {
        var position = 1
        return (0..<count).map { _ in
            defer { _ = entry(at: &position) }
            return position
        }
    }

    /// The time of the newest entry.
    private var end: Int64 {
        var position = 1
        return (0..<count).reduce(start) { time, _ in time &+ entry(at: &position).pause }
    }

    /// Returns the entry at a position in ``bytes``, and moves behind it.
    private func entry(at position: inout Int) -> Entry {
        let finding = Int(bytes[position])
        position += 1
        let pause = Self.unfolded(Int64(bitPattern: number(at: &position)))
        return (finding, pause, Int64(clamping: number(at: &position)))
    }

    /// The position of the oldest.
    public var startIndex: Int { 0 }
    /// The position after the newest.
    public var endIndex: Int { bytes.first.map(Int.init) ?? 0 }

    /// The result at this position.
    public subscript(_ position: Int) -> CheckResult {
        precondition(indices.contains(position), "a position of the history")
        var place = 1
        var time = start
        var latest: Entry = (0, 0, 0)
        for _ in 0...position {
            latest = entry(at: &place)
            time &+= latest.pause
        }
        let first = Self.plain.count
        var result =
            latest.finding < first ? Self.plain[latest.finding] : findings[latest.finding - first]
        result.time = time
        result.duration = .nanoseconds(latest.duration)
        return result
    }
}

/// Variable-length numbers: seven bits in each byte, the lowest first.
extension CheckHistory {
    private static func write(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private func number(at position: inout Int) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[position]
            position += 1
            number |= UInt64(byte & 0x7f) << shift
            shift += 7
            if byte < 0x80 { return number }
        }
    }

    /// Returns a number with its sign in the lowest bit, so that small negative ones are short.
    private static func folded(_ number: Int64) -> Int64 { (number << 1) ^ (number >> 63) }

    private static func unfolded(_ number: Int64) -> Int64 {
        Int64(bitPattern: UInt64(bitPattern: number) >> 1) ^ -(number & 1)
    }
}

extension CheckHistory: Hashable {
    /// Whether the results are equal.
    public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }

    /// Hashes the results.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(self))
    }
}

extension CheckHistory: Codable {
    /// Decodes a list of results.
    public init(from decoder: any Decoder) throws {
        let results = try [CheckResult](from: decoder)
        for result in results { append(result, limit: VerdictMachine.memory) }
    }

    /// Encodes a list of results.
    public func encode(to encoder: any Encoder) throws {
        try Array(self).encode(to: encoder)
    }
}
