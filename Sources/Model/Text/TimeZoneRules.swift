/// The offsets of a time zone from UTC.
///
/// Source: RFC 9636. The rule after the last transition of a file is expanded to the year 2200.
public struct TimeZoneRules: Sendable, Hashable {
    /// A change of the offset.
    public struct Transition: Sendable, Hashable {
        /// The first second with the new offset, since 1970.
        public let time: Int64
        /// Seconds east of UTC.
        public let offset: Int

        /// Creates a change.
        public init(time: Int64, offset: Int) {
            self.time = time
            self.offset = offset
        }
    }

    /// The offset before the first transition.
    private let first: Int
    /// The changes, ascending.
    private let transitions: [Transition]

    /// UTC.
    public static let utc = TimeZoneRules(first: 0, [])

    /// Creates rules.
    ///
    /// - Parameter transitions: ascending.
    public init(first: Int, _ transitions: [Transition]) {
        self.first = first
        self.transitions = transitions
    }

    /// Returns the offset at a second since 1970, in seconds east of UTC.
    public func offset(at second: Int64) -> Int {
        let next = nextIndex(after: second)
        return next == 0 ? first : transitions[next - 1].offset
    }

    /// Returns the second of the next change after this one; nil: there is none.
    public func change(after second: Int64) -> Int64? {
        let next = nextIndex(after: second)
        return next < transitions.count ? transitions[next].time : nil
    }

    /// The index of the first transition after a second.
    private func nextIndex(after second: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].time <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a name can be one of the database: it does not leave its directory.
    public static func isName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.utf8.count <= 64
            && parts.allSatisfy { part in
                guard let first = part.first, first.isLetterOrDigit else { return false }
                return part.allSatisfy {
                    $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "+")
                }
            }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
    }
}
