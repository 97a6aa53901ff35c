/// The firewall marks that services with `mark: auto` get.
public struct MarkRange: Sendable, Hashable {
    /// The first and the last mark.
    ///
    /// **Range:** from 1. **Shape:** nil when the document has them in the wrong order.
    public var marks: ClosedRange<UInt32>?

    /// Creates a range; without marks if `last` is before `first`.
    public init(first: UInt32 = usualFirst, last: UInt32 = usualLast) {
        marks = first <= last ? first...last : nil
    }

    /// The first mark without one in the document: 0x40000000.
    ///
    /// Other programs use single bits below it, or small numbers.
    public static let usualFirst: UInt32 = 0x4000_0000
    /// The last mark without one in the document: 0x4fffffff.
    public static let usualLast: UInt32 = 0x4fff_ffff
}

extension MarkRange {
    /// The marks of names, a function of the names and of the marks in use.
    ///
    /// A name gets the mark of its hash. If that one is in use, by an explicit mark or by a name
    /// that sorts before this one, the hash of the next number counts, and after many numbers the
    /// next free mark.
    ///
    /// - Parameter used: marks that no name may get.
    ///
    /// **Shape:** names for which the range has no mark are missing.
    func marks(of names: some Sequence<String>, besides used: Set<UInt32>) -> [String: UInt32] {
        guard let marks else { return [:] }
        let count = UInt64(marks.count)
        var taken = used.filter(marks.contains)
        var result: [String: UInt32] = [:]
        for name in Set(names).sorted() where UInt64(taken.count) < count {
            var mark: UInt32?
            for attempt in 0..<Self.attempts where mark == nil {
                let offset = Self.hash(name, attempt) % count
                let candidate = marks.lowerBound + UInt32(truncatingIfNeeded: offset)
                if !taken.contains(candidate) { mark = candidate }
            }
            guard let found = mark ?? marks.first(where: { !taken.contains($0) }) else { break }
            taken.insert(found)
            result[name] = found
        }
        return result
    }

    private static let attempts: UInt8 = 32

    /// The hash of a name and a number.
    ///
    /// Source: FNV-1a of 64 bits, with the finishing steps of MurmurHash3, as neighbours in the
    /// alphabet would be neighbours in the range.
    private static func hash(_ name: String, _ attempt: UInt8) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ UInt64(attempt)) &* 0x100_0000_01b3
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        return hash ^ hash >> 33
    }
}
