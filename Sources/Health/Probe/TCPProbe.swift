/// Bytes to send over TCP, and the expected reply.
public struct TCPProbe: Sendable, Hashable {
    /// Bytes to send after connecting; empty if the server sends first.
    public let send: [UInt8]
    /// The pattern that the reply must contain; nil: sending alone is enough.
    public let expect: Pattern?
    /// Maximum number of bytes of the reply that are read.
    ///
    /// **Unit and range:** bytes, 1...16 MiB, default 64 KiB.
    public let limit: Int
    /// TLS settings; nil: plain TCP.
    public let tls: TLSSettings?

    /// Creates a probe with one request and one reply.
    public init(
        send: [UInt8] = [], expect: Pattern? = nil, limit: Int = 65_536,
        tls: TLSSettings? = nil
    ) {
        self.send = send
        self.expect = expect
        self.limit = limit
        self.tls = tls
    }
}
