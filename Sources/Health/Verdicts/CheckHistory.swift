import Model

/// The latest results of a server's check, oldest first.
///
/// Most of them are equal, and equal findings are stored once; so twenty take 350 bytes.
public struct CheckHistory: Sendable, RandomAccessCollection {
    /// Distinct results, without time and duration; each is used by an entry.
    private var findings: [CheckResult] = []
    private var entries: [Entry] = []

    private struct Entry {
        let time: Int64
        /// The duration in nanoseconds, at most 2 years; the lowest byte is the finding's place.
        private var packed: Int64

        init(_ time: Int64, _ duration: Duration, finding: Int) {
            self.time = time
            let longest = Int64.max >> 8
            packed = Swift.min(Swift.max(duration.nanoseconds, 0), longest) << 8 | Int64(finding)
        }

        var duration: Duration { .nanoseconds(packed >> 8) }
        var finding: Int {
            get { Int(packed & 0xff) }
            set { packed = packed & ~0xff | Int64(newValue) }
        }
    }

    /// Creates an empty history.
    public init() {}

    /// Appends a result; at the limit the oldest is removed.
    mutating func append(_ result: CheckResult, limit: Int) {
        if entries.isEmpty { entries.reserveCapacity(limit) }
        if entries.count >= limit { entries.removeFirst(entries.count - limit + 1) }
        var finding = result
        (finding.time, finding.duration) = (0, .zero)
        let place = place(of: finding)
        entries.append(Entry(result.time, result.duration, finding: place))
    }

    private mutating func place(of finding: CheckResult) -> Int {
        if let place = findings.firstIndex(of: finding) { return place }
        let used = Set(entries.map(\.finding)).sorted()
        for (new, old) in used.enumerated() where new != old {
            for entry in entries.indices where entries[entry].finding == old {
                entries[entry].finding = new
            }
        }
        findings = used.map { findings[$0] } + [finding]
        return findings.count - 1
    }

    /// The position of the oldest.
    public var startIndex: Int { 0 }
    /// The position after the newest.
    public var endIndex: Int { entries.count }

    /// The result at this position.
    public subscript(_ position: Int) -> CheckResult {
        let entry = entries[position]
        var result = findings[entry.finding]
        result.time = entry.time
        result.duration = entry.duration
        return result
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
