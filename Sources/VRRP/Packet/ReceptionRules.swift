import Addresses

/// The checks of a received packet that depend on the link and on the virtual router.
public struct ReceptionRules: Sendable, Hashable {
    /// The rule for the trailer after a message, which authenticates its sender.
    public enum Trailer: Sendable, Hashable {
        /// A message has no trailer.
        case refused
        /// A message may have one.
        case optional
        /// A message without trailer is refused.
        case required
    }

    /// Number of bytes of a trailer.
    public static let trailerLength = 28

    /// The version that the virtual router speaks; others are refused.
    public var version: ProtocolVersion
    /// The virtual router, 1...255.
    public var routerID: UInt8
    /// Whether the peers send to this node's address in place of the multicast group.
    public var isUnicast = false
    /// The least TTL or hop limit.
    ///
    /// RFC 9568 section 7.1 requires 255. A unicast peer behind a router needs a lower limit, which
    /// also admits senders outside this network.
    public var hopLimit: UInt8 = 255
    /// The forms of the checksum that are accepted for version 3 over IPv4.
    public var checksums: Set<ChecksumForm> = [.pseudoHeader, .message]
    /// VRRPv2 only: the interval that the RFC requires to be equal, in seconds.
    public var interval: UInt8 = 1
    /// VRRPv2 only: the password of authentication type 1, at most eight bytes; nil for type 0.
    public var password: [UInt8]?
    /// The trailer; the rules check its length alone.
    public var trailer = Trailer.refused

    /// Creates the rules of a multicast link.
    public init(version: ProtocolVersion, routerID: UInt8) {
        self.version = version
        self.routerID = routerID
    }

    /// Checks the header of a message of version 3 or 2 and its checksum.
    ///
    /// The order is that of RFC 9568 section 7.1. Returns after it the message is complete, intact
    /// and meant for this virtual router.
    ///
    /// - Parameter number: the virtual router in the header.
    func check(
        _ datagram: Datagram, type: UInt8, routerID number: UInt8
    ) throws(Refusal) {
        let bytes = datagram.payload
        guard datagram.source.family == datagram.destination.family,
            version == .three || datagram.source.family == .ipv4
        else { throw .family }
        guard datagram.hopLimit >= hopLimit else { throw .hopLimit(datagram.hopLimit) }
        guard datagram.destination.isMulticast != isUnicast else {
            throw .destination(datagram.destination)
        }
        guard bytes.count >= 8 else { throw .truncated(needed: 8, found: bytes.count) }
        guard bytes[0] >> 4 == version.rawValue else { throw .version(bytes[0] >> 4) }
        guard bytes[0] & 0xf == type else { throw .type(bytes[0] & 0xf) }
        let needed = Self.length(
            of: Int(bytes[3]), family: datagram.source.family, version: version)
        guard bytes.count >= needed else { throw .truncated(needed: needed, found: bytes.count) }
        guard bytes.count == needed || hasTrailer(datagram) else {
            throw .surplus(bytes.count - needed)
        }
        var covered = datagram
        // The kernel computes the checksum of keepalived's packets over IPv6, trailer included.
        if datagram.source.family == .ipv4 { covered.payload = Array(bytes.prefix(needed)) }
        guard accepted(datagram.source.family).contains(where: { $0.sum(of: covered) == 0 }) else {
            throw .checksum
        }
        guard bytes[1] == number else { throw .router(bytes[1]) }
        guard trailer != .required || hasTrailer(datagram) else { throw .noTrailer }
    }

    /// Whether a message is followed by a trailer that the rules allow.
    public func hasTrailer(_ datagram: Datagram) -> Bool {
        guard trailer != .refused, datagram.payload.count >= 8 else { return false }
        let length = Self.length(
            of: Int(datagram.payload[3]), family: datagram.source.family, version: version)
        return datagram.payload.count == length + Self.trailerLength
    }

    /// The bytes of a message with so many addresses.
    static func length(of count: Int, family: AddressFamily, version: ProtocolVersion) -> Int {
        8 + count * Int(family.bits / 8) + (version == .two ? 8 : 0)
    }

    private func accepted(_ family: AddressFamily) -> [ChecksumForm] {
        if version == .two { return [.message] }
        if family == .ipv6 { return [.pseudoHeader] }
        return ChecksumForm.allCases.filter(checksums.contains)
    }
}
