import Addresses

/// An advertisement: the message with which the active router keeps its role.
///
/// **Source:** RFC 9568 section 5, RFC 3768 section 5.
public struct Advertisement: Sendable, Hashable {
    /// Its packet type.
    ///
    /// Source: RFC 9568 section 5.2.2.
    static let type: UInt8 = 1

    /// The version of the protocol.
    public var version: ProtocolVersion
    /// The virtual router, 1...255.
    public var routerID: UInt8
    /// 1...254 for a router that backs up addresses, 255 for their owner, 0 for an active router
    /// that stops.
    public var priority: UInt8
    /// Time between two advertisements of the sender.
    ///
    /// **Range:** 10 ms...40.95 s in steps of 10 ms (version 3), 1...255 s (version 2).
    public var interval: Duration
    /// The virtual addresses: 1...255 of one family.
    ///
    /// Over IPv6 the first is link-local.
    public var addresses: [IPAddress]
    /// VRRPv2 only: the password of authentication type 1, at most eight bytes.
    public var password: [UInt8]?

    /// Creates an advertisement.
    public init(
        version: ProtocolVersion, routerID: UInt8, priority: UInt8, interval: Duration,
        addresses: [IPAddress], password: [UInt8]? = nil
    ) {
        self.version = version
        self.routerID = routerID
        self.priority = priority
        self.interval = interval
        self.addresses = addresses
        self.password = password
    }

    /// The number of addresses that one advertisement carries.
    ///
    /// A virtual router with more lists the first ones, in the order of the document. The others
    /// belong to it all the same: its active router adds, announces and removes them with the
    /// rest. Receivers must not refuse an advertisement for its list (RFC 9568 section 7.1), and
    /// keepalived's `virtual_ipaddress_excluded` has the same meaning.
    ///
    /// - Parameters:
    ///   - mtu: largest IP packet of the link in bytes; an advertisement must not need fragments,
    ///     since the first fragment alone has the header.
    ///   - isSigned: whether a trailer follows.
    public static func capacity(
        mtu: Int, family: AddressFamily, version: ProtocolVersion, isSigned: Bool = false
    ) -> Int {
        let room =
            mtu - (family == .ipv4 ? 20 : 40) - (isSigned ? ReceptionRules.trailerLength : 0)
            - ReceptionRules.length(of: 0, family: family, version: version)
        return min(255, max(0, room / Int(family.bits / 8)))
    }

    /// An advertisement that can't be put into bytes.
    public enum Unencodable: Error, Sendable, Hashable {
        /// Not 1...255.
        case routerID
        /// None, more than 255, or not all of the family of the sender.
        case addresses
        /// Not a multiple of the unit of the version, or out of its range.
        case interval
        /// More than eight bytes, or in a version that has no passwords.
        case password
        /// Version 2 over IPv6.
        case family
    }

    /// The message from one address to another, with its checksum.
    ///
    /// - Parameter checksum: the form for version 3 over IPv4; receivers disagree about it.
    ///
    /// **Errors:** ``Unencodable`` for values that the format has no room for; nothing is rounded.
    public func datagram(
        from source: IPAddress, to destination: IPAddress,
        checksum: ChecksumForm = .pseudoHeader
    ) throws(Unencodable) -> Datagram {
        guard source.family == destination.family, version == .three || source.family == .ipv4
        else { throw .family }
        guard routerID != 0 else { throw .routerID }
        guard (1...255).contains(addresses.count),
            addresses.allSatisfy({ $0.family == source.family })
        else { throw .addresses }
        let units = try units()
        var bytes = [
            version.rawValue << 4 | Self.type, routerID, priority, UInt8(addresses.count),
            UInt8(units >> 8), UInt8(units & 0xff), 0, 0,
        ]
        for address in addresses { bytes += address.bytes }
        guard (password?.count ?? 0) <= 8, password == nil || version == .two else {
            throw .password
        }
        if version == .two {
            bytes[4] = password == nil ? 0 : 1
            let data = password ?? []
            bytes += data + Array(repeating: 0, count: 8 - data.count)
        }
        var datagram = Datagram(source: source, destination: destination, payload: bytes)
        let form: ChecksumForm =
            version == .two ? .message : source.family == .ipv6 ? .pseudoHeader : checksum
        datagram.setChecksum(form)
        return datagram
    }

    private func units() throws(Unencodable) -> Int {
        let count = interval / version.intervalUnit
        let units = Int(count.rounded())
        guard version.intervalUnits.contains(units), version.intervalUnit * units == interval
        else { throw .interval }
        return units
    }
}

extension Datagram {
    /// Writes the checksum into bytes 6 and 7 of a VRRP message.
    mutating func setChecksum(_ form: ChecksumForm) {
        payload[6] = 0
        payload[7] = 0
        let sum = form.sum(of: self)
        payload[6] = UInt8(sum >> 8)
        payload[7] = UInt8(sum & 0xff)
    }
}
