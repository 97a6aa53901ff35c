import Model

/// A node that is trusted, or was.
public struct PeerRecord: Sendable, Hashable {
    /// A state of trust.
    public enum State: String, Sendable, Hashable, Codable {
        /// Its generations are accepted, and it gets those of the others.
        case trusted
        /// It is refused for good.
        case revoked
    }

    /// The identity.
    public let fingerprint: Fingerprint
    /// The name of the node.
    public var name: String
    /// The certificate in DER; empty if the node is revoked.
    public var certificate: [UInt8]
    /// Addresses at which the node can be reached, besides that of the document.
    public var addresses: [String]
    /// The state of trust.
    public var state: State
    /// The time at which it got the state.
    ///
    /// **Unit:** seconds since 1970.
    public var since: Int64
    /// The name of the node in histories; nil: unknown, or the node is revoked.
    public var history: String?
    /// The time since which no node waits for it, seconds since 1970; nil: it is not forgotten.
    public var forgotten: Int64?
    /// The number of the last edit that counts, by the names of a revoked node in histories; nil:
    /// all edits count that a node had before it heard of the revocation, as in the first release.
    ///
    /// **Shape:** at most ``countedLimit`` names.
    public var counted: [String: UInt64]?

    /// The number of edits of a revoked node that count; nil: unknown, or the node is trusted.
    public var countedEdits: UInt64? { counted.map { VersionVector($0).total } }

    /// The most bytes of a certificate.
    public static let certificateLimit = 1024
    /// The most addresses.
    public static let addressLimit = 8
    /// The most names of a revoked node in histories.
    public static let countedLimit = 8

    /// Creates the record of a trusted node.
    public init(name: String, certificate: [UInt8], addresses: [String] = [], since: Int64) {
        fingerprint = Fingerprint(certificate: certificate)
        self.name = name
        self.certificate = certificate
        self.addresses = addresses
        state = .trusted
        self.since = since
    }

    /// An upper bound of the bytes of the encoded form: JSON can double the bytes of texts.
    var encodedBound: Int {
        let names = [history].compactMap(\.self) + (counted ?? [:]).keys
        let bound = addresses.reduce(256 + 2 * name.utf8.count + 2 * certificate.count) {
            $0 + 2 * $1.utf8.count + 4
        }
        return names.reduce(bound + (forgotten == nil ? 0 : 40) + (counted == nil ? 0 : 16)) {
            $0 + 2 * $1.utf8.count + 26
        }
    }

    /// Returns the record of the node after its revocation.
    ///
    /// - Parameter edits: the last edits that count; nil: unknown.
    public func revoked(at now: Int64, counting edits: [String: UInt64]? = nil) -> PeerRecord {
        var record = self
        record.history = nil
        record.forgotten = nil
        record.counted = edits
        record.state = .revoked
        record.certificate = []
        record.addresses = []
        record.since = now
        return record
    }
}

extension PeerRecord: Codable {
    private enum CodingKeys: CodingKey {
        case fingerprint, name, certificate, addresses, state, since, history, forgotten, counted
    }

    /// Decodes a record within the limits, whose certificate has the fingerprint.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fingerprint = try values.decode(Fingerprint.self, forKey: .fingerprint)
        name = try values.decode(String.self, forKey: .name)
        addresses = try values.decode([String].self, forKey: .addresses)
        state = try values.decode(State.self, forKey: .state)
        since = try values.decode(Int64.self, forKey: .since)
        history = try values.decodeIfPresent(String.self, forKey: .history)
        forgotten = try values.decodeIfPresent(Int64.self, forKey: .forgotten)
        counted = try values.decodeIfPresent([String: UInt64].self, forKey: .counted)
        let text = try values.decode(String.self, forKey: .certificate)
        func damaged(_ reason: String) -> DecodingError {
            DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: reason))
        }
        guard let certificate = Base64.decoded(text) else { throw damaged("no certificate") }
        self.certificate = certificate
        guard NodeName.isValid(name) else { throw damaged("no name of a node") }
        guard addresses.count <= Self.addressLimit,
            addresses.allSatisfy({ $0.utf8.count <= 255 })
        else { throw damaged("too many addresses") }
        let names = [history].compactMap(\.self) + (counted ?? [:]).keys
        guard names.count <= Self.countedLimit, names.allSatisfy(NodeName.isValid) else {
            throw damaged("no names in histories")
        }
        switch state {
        case .trusted:
            guard counted == nil else { throw damaged("counts of a trusted node") }
            guard certificate.count <= Self.certificateLimit,
                Fingerprint(certificate: certificate) == fingerprint
            else { throw damaged("another certificate") }
        case .revoked:
            guard certificate.isEmpty else { throw damaged("a revoked certificate") }
            guard history == nil, forgotten == nil else { throw damaged("a revoked name") }
        }
    }

    /// Encodes the record.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fingerprint, forKey: .fingerprint)
        try values.encode(name, forKey: .name)
        try values.encode(Base64.encoded(certificate), forKey: .certificate)
        try values.encode(addresses, forKey: .addresses)
        try values.encode(state, forKey: .state)
        try values.encode(since, forKey: .since)
        try values.encodeIfPresent(history, forKey: .history)
        try values.encodeIfPresent(forgotten, forKey: .forgotten)
        try values.encodeIfPresent(counted, forKey: .counted)
    }
}
