/// A datagram to send, and the expected reply.
///
/// ICMP "port unreachable" fails the check at once. Without an expected reply, silence until the
/// timeout passes, as in keepalived: a UDP service need not answer an unknown request.
public struct UDPProbe: Sendable, Hashable {
    /// The payload of the datagram.
    ///
    /// **Unit and range:** 0...1,400 bytes, so that it is never fragmented.
    public let payload: [UInt8]
    /// The pattern that a reply must contain; nil: any reply passes, and so does silence.
    public let expect: Pattern?

    /// Creates a datagram with this payload.
    public init(payload: [UInt8] = [], expect: Pattern? = nil) {
        self.payload = payload
        self.expect = expect
    }
}
