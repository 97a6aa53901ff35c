/// The history of a configuration: the number of generations that each node has made.
///
/// Vectors order generations without clocks. **Source:** Parker et al., "Detection of mutual
/// inconsistency in distributed systems", 1983.
public struct VersionVector: Sendable, Hashable {
    /// The number of generations by the name of the node; a missing name is 0.
    ///
    /// **Shape:** at most ``limit`` names, no number is 0.
    public private(set) var counts: [String: UInt64]

    /// The most names.
    public static let limit = 256

    /// The order of two vectors.
    public enum Order: Sendable, Hashable {
        /// Both have the same numbers.
        case same
        /// The first one has seen everything of the other, and more.
        case newer
        /// The other one has seen everything of the first, and more.
        case older
        /// Each has seen a generation that the other has not.
        case concurrent
    }

    /// Creates a vector with these numbers; zeros are left out.
    public init(_ counts: [String: UInt64] = [:]) {
        self.counts = counts.filter { $0.value > 0 }
    }

    /// Whether no node has made a generation.
    public var isEmpty: Bool { counts.isEmpty }

    /// The number of a node.
    public subscript(node: String) -> UInt64 { counts[node] ?? 0 }

    /// The sum of all numbers, for people: it grows with each generation.
    public var total: UInt64 {
        counts.values.reduce(0) { sum, count in
            let (sum, overflow) = sum.addingReportingOverflow(count)
            return overflow ? .max : sum
        }
    }

    /// Returns the order of this vector and another one.
    public func compared(to other: VersionVector) -> Order {
        let isAhead = counts.contains { $0.value > other[$0.key] }
        let isBehind = other.counts.contains { $0.value > self[$0.key] }
        return switch (isAhead, isBehind) {
        case (false, false): .same
        case (true, false): .newer
        case (false, true): .older
        case (true, true): .concurrent
        }
    }

    /// Returns this vector after another generation of a node.
    public func incremented(by node: String) -> VersionVector {
        var next = self
        let (count, overflow) = self[node].addingReportingOverflow(1)
        next.counts[node] = overflow ? .max : count
        return next
    }

    /// Returns the vector that has seen everything of both.
    public func merged(with other: VersionVector) -> VersionVector {
        VersionVector(counts.merging(other.counts) { max($0, $1) })
    }
}

extension VersionVector: CustomStringConvertible {
    /// "lb1 4, lb2 1".
    public var description: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
    }
}

extension VersionVector: Codable {
    /// Decodes an object of numbers by name.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let counts = try value.decode([String: UInt64].self)
        guard counts.count <= Self.limit else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "too many names")
        }
        self.init(counts)
    }

    /// Encodes an object of numbers by name.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(counts)
    }
}
