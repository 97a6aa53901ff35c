/// A version of VRRP.
public enum ProtocolVersion: UInt8, Sendable, Hashable, CaseIterable {
    /// RFC 3768: IPv4 only, intervals in seconds, eight bytes of authentication data.
    case two = 2
    /// RFC 9568: IPv4 and IPv6, intervals in hundredths of a second.
    case three = 3

    /// The unit of the advertisement interval on the wire.
    public var intervalUnit: Duration {
        switch self {
        case .two: .seconds(1)
        case .three: .milliseconds(10)
        }
    }

    /// The intervals that an advertisement can carry, in ``intervalUnit``.
    ///
    /// Source: RFC 3768 section 5.3.7 (8 bits), RFC 9568 section 5.2.7 (12 bits).
    public var intervalUnits: ClosedRange<Int> {
        switch self {
        case .two: 1...255
        case .three: 1...4095
        }
    }
}
