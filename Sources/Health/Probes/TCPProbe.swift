/// Bytes that are sent over TCP, and what must come back.
public struct TCPProbe: Sendable, Hashable {
    /// What is sent once connected; empty where the server speaks first.
    public let send: [UInt8]
    /// What the reply must contain; nil is content with the connection and what was sent.
    public let expect: Pattern?
    /// How much of a reply is read, in bytes, at most; what lies beyond is not looked at.
    ///
    /// **Unit and range:** bytes, 1...1 MiB, default 64 KiB.
    public let limit: Int
    /// How TLS is spoken; nil for the plain.
    public let tls: TLSSettings?

    /// A conversation of one question and one answer.
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
