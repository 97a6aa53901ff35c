/// A datagram, and what must come back.
///
/// ICMP "port unreachable" fails the check at once. With nothing expected, silence until the
/// timeout is a pass, as in keepalived: a UDP service need not answer what it does not understand.
public struct UDPProbe: Sendable, Hashable {
    /// The payload of the datagram.
    ///
    /// **Unit and range:** 0...1,400 bytes, so that it is never in fragments.
    public let payload: [UInt8]
    /// What a reply must contain; nil passes on any reply, and on none.
    public let expect: Pattern?

    /// A datagram with this payload.
    public init(payload: [UInt8] = [], expect: Pattern? = nil) {
        self.payload = payload
        self.expect = expect
    }
}
