import Addresses

/// The bytes of a report: the header of an advertisement, then a multiple of 16 bytes, so that the
/// count of addresses in the header gives the length in both families.
///
/// The virtual router in the header is 0, which no router has: keepalived starts the time to its
/// next advertisement again after every packet for its virtual router, also one that it discards.
///
/// | byte | field |
/// | --- | --- |
/// | 0 | format, 1 |
/// | 1 | role, and 16 times the intent: 0 none, 1 offer, 2 resigned |
/// | 2 | flags: 1 candidate, 2 gateways are configured, 4 the address is IPv6, 8 standby, |
/// | | 16 another program has addresses of the group, 32 the first node heard is active, |
/// | | 64 has the role by choice of the operator, 128 lacks its controller |
/// | 3 | virtual router |
/// | 4 | sender, 4 bytes |
/// | 8 | node of the intent, 4 bytes, 0 for none |
/// | 12 | session, 4 bytes |
/// | 16 | sequence, 8 bytes |
/// | 24 | time in the role, 4 bytes, milliseconds |
/// | 28 | penalty |
/// | 29 | gateways |
/// | 30 | number of nodes heard |
/// | 31 | number of takeovers |
/// | 32 | primary address, 16 bytes |
/// | 48 | nodes heard, 4 bytes each |
/// | then | flags: 1 probes the link of the connections, 2 was revoked; zeros, 3 bytes |
/// | then | number of the virtual addresses, 4 bytes, then zeros |
///
/// Behind the nodes earlier versions send zeros alone.
extension Report {
    private static let format: UInt8 = 1
    private static let fixed = 48

    /// The message from one address to another, with its checksum.
    ///
    /// Values out of range are clipped; more than 16 nodes heard are not listed.
    public func datagram(from source: IPAddress, to destination: IPAddress) -> Datagram {
        let first = witnessed.map { [$0] } ?? []
        let listed = (first + heard.filter { $0 != witnessed }).prefix(Self.heardLimit)
        var body = [Self.format, role.rawValue | intentCode << 4, flags, routerID]
        body += Self.bytes(node.rawValue) + Self.bytes(intentNode) + Self.bytes(session)
        body += Self.bytes(UInt32(sequence >> 32)) + Self.bytes(UInt32(sequence & 0xffff_ffff))
        let milliseconds = max(0, min((activeFor / .milliseconds(1)).rounded(), Double(UInt32.max)))
        body += Self.bytes(UInt32(milliseconds))
        body += [penalty, gateways ?? 0, UInt8(listed.count), takeovers]
        body += address.bytes + Array(repeating: 0, count: 16 - address.bytes.count)
        for node in listed { body += Self.bytes(node.rawValue) }
        body += [(probesSync ? 1 : 0) | (isRevoked ? 2 : 0), 0, 0, 0] + Self.bytes(addressDigest)
        body += Array(repeating: 0, count: (16 - body.count % 16) % 16)
        let count = body.count / Int(source.family.bits / 8)
        let range = ProtocolVersion.three.intervalUnits
        let wanted = (interval / ProtocolVersion.three.intervalUnit).rounded()
        let units = UInt16(
            max(Double(range.lowerBound), min(Double(range.upperBound), wanted)))
        let header: [UInt8] = [
            ProtocolVersion.three.rawValue << 4 | Self.type, 0, priority, UInt8(count),
            UInt8(units >> 8), UInt8(units & 0xff), 0, 0,
        ]
        var datagram = Datagram(source: source, destination: destination, payload: header + body)
        datagram.setChecksum(.pseudoHeader)
        return datagram
    }

    /// Decodes and checks a received report.
    ///
    /// **Errors:** as for an advertisement, and ``Refusal/report`` for impossible values.
    public init(_ datagram: Datagram, rules: ReceptionRules) throws(Refusal) {
        var rules = rules
        rules.version = .three
        rules.checksums = [.pseudoHeader]
        try rules.check(datagram, type: Self.type, routerID: 0)
        let header = datagram.payload.prefix(8)
        let body = Array(datagram.payload.dropFirst(8))
        guard body.count >= Self.fixed, body[0] == Self.format,
            let role = Role(rawValue: body[1] & 0xf),
            let node = NodeID(Self.number(body, at: 4)), header[2] > 0,
            Int(body[30]) <= Self.heardLimit, body.count >= Self.fixed + 4 * Int(body[30]),
            let address = IPAddress(bytes: body[32..<(body[2] & 4 == 0 ? 36 : 48)])
        else { throw .report }
        guard body[3] == rules.routerID, body[3] != 0 else { throw .router(body[3]) }
        let units = Int(header[4] & 0xf) << 8 | Int(header[5])
        guard units > 0 else { throw .noInterval }
        self.init(
            routerID: body[3], node: node, session: Self.number(body, at: 12),
            sequence: UInt64(Self.number(body, at: 16)) << 32 | UInt64(Self.number(body, at: 20)),
            priority: header[2], interval: ProtocolVersion.three.intervalUnit * units,
            address: address)
        self.role = role
        intent = try Self.intent(body[1] >> 4, NodeID(Self.number(body, at: 8)))
        isCandidate = body[2] & 1 != 0
        isStandingBy = body[2] & 8 != 0
        hasForeignAddresses = body[2] & 16 != 0
        gateways = body[2] & 2 != 0 ? body[29] : nil
        penalty = body[28]
        takeovers = body[31]
        activeFor = .milliseconds(Int64(Self.number(body, at: 24)))
        heard = (0..<Int(body[30])).compactMap {
            NodeID(Self.number(body, at: Self.fixed + 4 * $0))
        }
        witnessed = body[2] & 32 != 0 ? heard.first : nil
        isChosen = body[2] & 64 != 0
        lacksController = body[2] & 128 != 0
        let rest = Self.fixed + 4 * Int(body[30])
        guard body.count >= rest + 8 else { return }
        probesSync = body[rest] & 1 != 0
        isRevoked = body[rest] & 2 != 0
        addressDigest = Self.number(body, at: rest + 4)
    }

    /// Whether a message is a report, by its first byte; nil for an empty message.
    public static func isReport(_ payload: [UInt8]) -> Bool? {
        payload.first.map { $0 == ProtocolVersion.three.rawValue << 4 | type }
    }

    /// The virtual router of a report; nil for a message that is too short.
    public static func routerID(of payload: [UInt8]) -> UInt8? {
        payload.count > 11 ? payload[11] : nil
    }

    private var flags: UInt8 {
        (isCandidate ? 1 : 0) | (gateways == nil ? 0 : 2) | (address.family == .ipv6 ? 4 : 0)
            | (isStandingBy ? 8 : 0) | (hasForeignAddresses ? 16 : 0) | (witnessed == nil ? 0 : 32)
            | (isChosen ? 64 : 0) | (lacksController ? 128 : 0)
    }

    private var intentCode: UInt8 {
        switch intent {
        case .none: 0
        case .offer: 1
        case .resigned: 2
        }
    }

    private var intentNode: UInt32 {
        switch intent {
        case .none, .resigned(nil): 0
        case .offer(let node), .resigned(let node?): node.rawValue
        }
    }

    private static func intent(_ code: UInt8, _ node: NodeID?) throws(Refusal) -> Intent {
        switch (code, node) {
        case (0, _): return .none
        case (1, let node?): return .offer(node)
        case (2, let node): return .resigned(node)
        default: throw .report
        }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// The four bytes from an offset that the caller has checked.
    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
