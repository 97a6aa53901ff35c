/// The authentication of the packets between the nodes, by a trailer with an HMAC and a date.
///
/// **Source:** decision 36; the format is that of keepalived's `auth_hmac`.
public struct FailoverAuthentication: Sendable, Hashable {
    /// The steps by which nodes that run adopt authentication.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Packets are sent with a trailer, and refused without a valid one.
        case enforce
        /// Packets are sent with a trailer and accepted without one; a trailer must be valid.
        case permissive
        /// Packets are sent without a trailer and accepted without one; a trailer must be valid.
        case receiveOnly
    }

    /// The keys: the first one signs, each of them verifies.
    ///
    /// **Shape:** 1...``keyLimit`` with unique numbers.
    public var keys: [FailoverKey]
    /// The mode.
    ///
    /// Default: enforce.
    public var mode = Mode.enforce
    /// The most by which the date of a packet differs from that of this host; zero: any difference;
    /// nil: three intervals, at least 5 s.
    ///
    /// **Range:** zero, or 1...300 s.
    public var window: Duration?

    /// Creates an authentication that refuses packets without a valid trailer.
    public init(keys: [FailoverKey]) {
        self.keys = keys
    }

    /// The most keys.
    public static let keyLimit = 8
}
