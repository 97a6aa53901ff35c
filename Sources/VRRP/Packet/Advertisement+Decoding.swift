import Addresses

extension Advertisement {
    /// Decodes and checks a received message.
    ///
    /// The addresses of the sender are returned as they are: a list that differs from the
    /// configured one is a matter of configuration, never a reason to discard (RFC 9568
    /// section 7.1).
    ///
    /// **Errors:** the first check of the RFC that fails. The caller counts it and discards.
    public init(_ datagram: Datagram, rules: ReceptionRules) throws(Refusal) {
        try rules.check(datagram, type: Self.type, routerID: rules.routerID)
        guard rules.routerID != 0 else { throw .router(0) }
        let bytes = datagram.payload
        let count = Int(bytes[3])
        guard count > 0 else { throw .noAddresses }
        let size = Int(datagram.source.family.bits / 8)
        let addresses = (0..<count).compactMap { index in
            IPAddress(bytes: bytes[(8 + index * size)..<(8 + (index + 1) * size)])
        }
        let units: Int
        var password: [UInt8]?
        switch rules.version {
        case .two:
            password = try Self.password(bytes, rules: rules)
            units = Int(bytes[5])
        case .three:
            units = Int(bytes[4] & 0xf) << 8 | Int(bytes[5])
        }
        guard units > 0 else { throw .noInterval }
        if rules.version == .two, bytes[5] != rules.interval { throw .interval(bytes[5]) }
        self.init(
            version: rules.version, routerID: bytes[1], priority: bytes[2],
            interval: rules.version.intervalUnit * units, addresses: addresses, password: password)
    }

    /// Checks the authentication of version 2.
    ///
    /// RFC 3768 defines type 0 alone; types 1 and 2 are of RFC 2338, and keepalived's
    /// `auth_type PASS` is type 1.
    private static func password(
        _ bytes: [UInt8], rules: ReceptionRules
    ) throws(Refusal) -> [UInt8]? {
        guard let expected = rules.password else {
            guard bytes[4] == 0 else { throw .authenticationType(bytes[4]) }
            return nil
        }
        guard bytes[4] == 1 else { throw .authenticationType(bytes[4]) }
        let padded = expected.prefix(8) + Array(repeating: 0, count: max(0, 8 - expected.count))
        // Every byte is compared, so that the time does not depend on the first difference.
        let difference = zip(padded, bytes.suffix(8)).reduce(0) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { throw .password }
        return expected
    }
}
