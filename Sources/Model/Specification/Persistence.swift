/// Settings by which a client returns to the same server.
///
/// Source: `ipvsadm(8)`, `-p`, `-M` and `--pe`.
public struct Persistence: Sendable, Hashable, Codable {
    /// Seconds after the client's last connection until its server is forgotten.
    ///
    /// **Range:** 1...2678400 (31 days), default 300.
    public var timeout: Int
    /// Prefix length that identifies a client; nil: each address is a client (32 or 128).
    public var prefixLength: UInt8?
    /// Client identification: `sip` uses the SIP Call-ID; nil uses the address.
    public var engine: PersistenceEngine?

    /// Creates persistence settings.
    public init(
        timeout: Int = 300, prefixLength: UInt8? = nil, engine: PersistenceEngine? = nil
    ) {
        self.timeout = timeout
        self.prefixLength = prefixLength
        self.engine = engine
    }
}
