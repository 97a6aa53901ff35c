/// The authentication of the packets of a group: a trailer with an HMAC and a time.
///
/// The format is that of keepalived 2.4.2 and later. Reports have the trailer too.
public struct PacketAuthentication: Sendable, Hashable {
    /// The steps by which routers that run adopt authentication without a gap.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Packets are sent without a trailer and accepted without one; a trailer must be valid.
        case receiveOnly
        /// Packets are sent with a trailer and accepted without one; a trailer must be valid.
        case permissive
        /// Packets are sent with a trailer, and refused without a valid one.
        case enforce
    }

    /// The keys: the first one signs, each of them verifies.
    ///
    /// A new key is added as the last one on every node, then moved to the first place, and the
    /// old one removed. **Shape:** 1...8 with unique numbers.
    public var keys: [PacketKey]
    /// The most by which the time of a packet differs from the date of this host; nil: any time is
    /// accepted that is later than that of the packet before, so the dates of the hosts may differ.
    ///
    /// **Range:** 1...300 s.
    public var window: Duration?
    /// The mode.
    ///
    /// Default: enforce.
    public var mode = Mode.enforce

    /// The most keys.
    public static let keyLimit = 8
    /// The windows.
    ///
    /// Source: keepalived's `VRRP_AUTH_HMAC_WINDOW_MIN` and `VRRP_AUTH_HMAC_WINDOW_MAX`.
    public static let windows = Duration.seconds(1)...Duration.seconds(300)

    /// Creates the authentication of a group with an interval between advertisements.
    public init(keys: [PacketKey], interval: Duration) {
        self.keys = keys
        window = Self.window(for: interval)
    }

    /// The window for an interval: three intervals, 5...300 s.
    ///
    /// Source: `vrrp_complete_instance` of keepalived.
    public static func window(for interval: Duration) -> Duration {
        max(.seconds(5), min(interval * 3, windows.upperBound))
    }

    /// Whether packets are sent with a trailer.
    public var signs: Bool { mode != .receiveOnly }
    /// The rule for received packets.
    public var trailer: ReceptionRules.Trailer { mode == .enforce ? .required : .optional }
}
