/// Connections at a destination.
///
/// Source: `linux/ip_vs.h`, `IPVS_DEST_ATTR_*_CONNS`.
public struct ConnectionCounts: Sendable, Hashable, Codable {
    /// Established TCP connections, and all connections of UDP.
    @Compact public var active: Int
    /// Not established: opening, closing, waiting.
    @Compact public var inactive: Int
    /// Persistence templates: clients that will return to this destination.
    @Compact public var persistent: Int

    /// Creates counts.
    public init(active: Int = 0, inactive: Int = 0, persistent: Int = 0) {
        self.active = active
        self.inactive = inactive
        self.persistent = persistent
    }

    /// Connections that a removal of the destination would cut: active and inactive ones.
    public var open: Int { active + inactive }
}

extension ConnectionCounts {
    /// Reads the counts.
    ///
    /// **Errors:** `DecodingError` for a negative count.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> Int {
            let count = try values.decode(Int.self, forKey: key)
            guard 0...Int(Int32.max) ~= count else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "\(count) is no count")
            }
            return count
        }
        self.init(
            active: try count(.active), inactive: try count(.inactive),
            persistent: try count(.persistent))
    }
}
