import Addresses

/// The identity of a service in IPVS.
public enum ServiceKey: Sendable, Hashable {
    /// Protocol, address and port; port 0 means every port.
    case listen(TransportProtocol, Endpoint)
    /// Packets with this firewall mark, of this family.
    case mark(UInt32, AddressFamily)

    /// Address and port; nil for a mark.
    public var endpoint: Endpoint? {
        switch self {
        case .listen(_, let endpoint): endpoint
        case .mark: nil
        }
    }

    /// The protocol; nil for a mark.
    public var transport: TransportProtocol? {
        switch self {
        case .listen(let transport, _): transport
        case .mark: nil
        }
    }

    /// The address family of the clients' packets.
    public var family: AddressFamily {
        switch self {
        case .listen(_, let endpoint): endpoint.address.family
        case .mark(_, let family): family
        }
    }
}

extension ServiceKey: Comparable {
    /// Addresses before marks; then by address, port, protocol; marks by number.
    public static func < (left: ServiceKey, right: ServiceKey) -> Bool {
        switch (left, right) {
        case (.listen(let leftTransport, let leftEnd), .listen(let rightTransport, let rightEnd)):
            leftEnd == rightEnd ? leftTransport < rightTransport : leftEnd < rightEnd
        case (.mark(let leftMark, let leftFamily), .mark(let rightMark, let rightFamily)):
            leftMark == rightMark ? leftFamily < rightFamily : leftMark < rightMark
        case (.listen, .mark): true
        case (.mark, .listen): false
        }
    }
}

extension ServiceKey: LosslessStringConvertible {
    /// `tcp 10.0.0.1:80`, `mark 7`, `mark 7 ipv6`.
    public var description: String {
        switch self {
        case .listen(let transport, let endpoint): "\(transport.rawValue) \(endpoint)"
        case .mark(let mark, .ipv4): "mark \(mark)"
        case .mark(let mark, .ipv6): "mark \(mark) ipv6"
        }
    }

    /// Parses the form of ``description``.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        switch (words.first, words.count) {
        case ("mark", 2):
            guard let mark = Self.mark(words[1]) else { return nil }
            self = .mark(mark, .ipv4)
        case ("mark", 3):
            guard let mark = Self.mark(words[1]), words[2] == "ipv6" else { return nil }
            self = .mark(mark, .ipv6)
        case (let word?, 2):
            guard let transport = TransportProtocol(rawValue: word),
                let endpoint = Endpoint(words[1])
            else { return nil }
            self = .listen(transport, endpoint)
        default:
            return nil
        }
    }

    /// Parses digits without a sign or leading zeros, so that each key has one text.
    private static func mark(_ digits: String) -> UInt32? {
        guard let mark = UInt32(digits), "\(mark)" == digits else { return nil }
        return mark
    }
}

extension ServiceKey: TextCodable {}
