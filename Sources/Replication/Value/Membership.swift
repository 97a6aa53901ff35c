/// The nodes that trust each other, and those that were revoked.
///
/// Memberships are merged in any order, as often as needed, with the same result: a record is never
/// removed, and a revocation always prevails.
public struct Membership: Sendable, Hashable {
    /// The records by identity.
    public private(set) var records: [Fingerprint: PeerRecord] = [:]

    /// The most trusted nodes.
    public static let trustedLimit = 64
    /// The most records.
    public static let limit = 512
    /// The most bytes of the encoded form.
    public static let encodedLimit = 256 << 10

    /// Creates a membership with these records; the last one of an identity counts.
    public init(_ records: [PeerRecord] = []) {
        for record in records { self.records[record.fingerprint] = record }
        settleNames()
    }

    /// The trusted nodes, ascending by name.
    public var trusted: [PeerRecord] {
        records.values.filter { $0.state == .trusted }.sorted { $0.name < $1.name }
    }

    /// The revoked nodes, the latest first.
    public var revoked: [PeerRecord] {
        records.values.filter { $0.state == .revoked }
            .sorted { ($0.since, $0.fingerprint) > ($1.since, $1.fingerprint) }
    }

    /// Whether generations and connections of an identity are accepted.
    public func isTrusted(_ fingerprint: Fingerprint) -> Bool {
        records[fingerprint]?.state == .trusted
    }

    /// Returns the trusted record of a node; nil: none.
    public func trusted(named name: String) -> PeerRecord? {
        records.values.first { $0.state == .trusted && $0.name == name }
    }

    /// Replaces the record of an identity.
    mutating func replace(_ record: PeerRecord) { records[record.fingerprint] = record }

    /// Returns a membership with the knowledge of both.
    public func merged(with other: Membership) -> Membership {
        var result = self
        for (fingerprint, record) in other.records {
            result.records[fingerprint] =
                result.records[fingerprint]?.merged(with: record) ?? record
        }
        result.settleNames()
        return result
    }

    /// Whether the membership is within the limits.
    public var isWithinLimits: Bool {
        records.count <= Self.limit && trusted.count <= Self.trustedLimit
            && records.values.reduce(0) { $0 + $1.encodedBound } <= Self.encodedLimit
    }

    /// Revokes all identities of a name but the latest.
    private mutating func settleNames() {
        let named = Dictionary(grouping: records.values.filter { $0.state == .trusted }, by: \.name)
        for same in named.values where same.count > 1 {
            let ordered = same.sorted { ($0.since, $0.fingerprint) < ($1.since, $1.fingerprint) }
            for record in ordered.dropLast() {
                records[record.fingerprint] = record.revoked(at: ordered.last?.since ?? 0)
            }
        }
    }
}

extension Membership: Codable {
    /// Decodes a list of records within the limits.
    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var records: [PeerRecord] = []
        while !list.isAtEnd {
            records.append(try list.decode(PeerRecord.self))
            guard records.count <= Self.limit else {
                throw DecodingError.dataCorruptedError(
                    in: list, debugDescription: "too many records")
            }
        }
        self.init(records)
        guard isWithinLimits else {
            throw DecodingError.dataCorruptedError(in: list, debugDescription: "too many nodes")
        }
    }

    /// Encodes the records, ascending by identity.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for (_, record) in records.sorted(by: { $0.key < $1.key }) { try list.encode(record) }
    }
}
