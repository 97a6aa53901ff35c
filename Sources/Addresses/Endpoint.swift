/// An address and a port: `10.0.0.11:80`, `[2001:db8::1]:80`.
public struct Endpoint: Sendable, Hashable {
    /// The address.
    public let address: IPAddress
    /// The port, 0...65535; the meaning of 0 depends on its use (IPVS: every port).
    public let port: UInt16

    /// Creates an endpoint from an address and a port.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `IP:port` or `[IPv6]:port`.
    ///
    /// **Errors:** nil for anything else; the port is required.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard let port = Self.port(digits) else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), let address = IPv6Address(host.dropFirst().dropLast())
            else { return nil }
            self.init(.v6(address), port: port)
        } else {
            guard let address = IPv4Address(host) else { return nil }
            self.init(.v4(address), port: port)
        }
    }

    private static func port(_ digits: some StringProtocol) -> UInt16? {
        guard (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits == "0" || !digits.hasPrefix("0")
        else { return nil }
        return UInt16(digits)
    }
}

extension Endpoint: Comparable {
    /// By address, then port.
    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        left.address == right.address ? left.port < right.port : left.address < right.address
    }
}

extension Endpoint: LosslessStringConvertible {
    /// `IP:port`, IPv6 in brackets.
    public var description: String {
        switch address {
        case .v4(let address): "\(address):\(port)"
        case .v6(let address): "[\(address)]:\(port)"
        }
    }
}

extension Endpoint: TextCodable {}
