import Addresses

/// An address of a node's replication port.
public struct PeerAddress: Sendable, Hashable {
    /// An IP address or a name.
    public let host: String
    /// The TCP port.
    public let port: UInt16

    /// Creates an address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Parses `IP`, `IP:port`, `[IPv6]:port`, `NAME` or `NAME:port`; nil for any other text.
    ///
    /// - Parameter usual: the port, when the text has none.
    public init?(_ text: String, usual: UInt16) {
        if let address = IPAddress(text) {
            self.init(host: "\(address)", port: usual)
        } else if let endpoint = Endpoint(text) {
            self.init(host: "\(endpoint.address)", port: endpoint.port)
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, let name = parts.first, (1...253).contains(name.utf8.count),
                name.utf8.allSatisfy(Self.isLetter)
            else { return nil }
            guard parts.count == 2 else {
                self.init(host: String(name), port: usual)
                return
            }
            guard let port = UInt16(parts[1]), port > 0 else { return nil }
            self.init(host: String(name), port: port)
        }
    }

    private static func isLetter(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension PeerAddress: CustomStringConvertible {
    /// "10.0.0.21:8787", "[2001:db8::1]:8787".
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
