import Addresses

/// The reason for which a received packet is discarded.
///
/// **Source:** RFC 9568 section 7.1, RFC 3768 section 7.1.
public enum Refusal: Error, Sendable, Hashable {
    /// The bytes are not one complete, unfragmented IPv4 packet of protocol 112.
    case envelope
    /// TTL or hop limit below the required one: the sender is not on this network.
    case hopLimit(UInt8)
    /// The destination is a multicast group on a unicast link, or one node on a multicast link.
    case destination(IPAddress)
    /// Another version of VRRP than the one configured, or not VRRP (CARP uses the protocol too).
    case version(UInt8)
    /// A packet type that the decoder does not know.
    case type(UInt8)
    /// Fewer bytes than the fixed fields and the counted addresses need.
    case truncated(needed: Int, found: Int)
    /// More bytes than the packet needs.
    case surplus(Int)
    /// No form of the checksum that the rules accept matches.
    case checksum
    /// A virtual router that is not configured on the link; 0 is not a virtual router.
    case router(UInt8)
    /// No address is counted. RFC 9568 section 5.2.5: such an advertisement must be ignored.
    case noAddresses
    /// The advertised interval is zero.
    case noInterval
    /// VRRPv2 only: another interval than the configured one, in seconds.
    case interval(UInt8)
    /// VRRPv2 only: another authentication type than the configured one.
    case authenticationType(UInt8)
    /// VRRPv2 only: the password differs.
    case password
    /// Source and destination are of different families, or version 2 over IPv6.
    case family
    /// A report of a format that this version does not know, or with impossible values.
    case report
    /// The trailer is missing: its sender does not sign, or has another mode.
    case noTrailer
    /// A trailer of another scheme, or with bytes that must be zero.
    case trailer
    /// A trailer with a key that is not configured.
    case key(UInt8)
    /// The HMAC by this key differs: another secret, or a forged packet.
    case signature(UInt8)
    /// The time of the trailer differs from the date of this host by so many seconds: the dates of
    /// the hosts differ, or the packet is old.
    case stale(Int32)
    /// A packet of its sender with the same or a later time was accepted before.
    case replayed
}
