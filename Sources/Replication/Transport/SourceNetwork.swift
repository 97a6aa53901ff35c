import Addresses

/// The source of a connection for limits: an IPv4 address, or the /64 network of an IPv6 address.
///
/// One host can have such a network alone. The addresses of peers are sources of their own, because
/// hosts of a link share its network.
struct SourceNetwork: Sendable, Hashable {
    /// The address; for IPv6 its first 64 bits.
    let address: IPAddress?
    /// Whether it is one address of a peer, and not the network around it.
    let isExact: Bool

    /// Creates the source of connections from an address of a peer.
    init(exactly address: IPAddress) {
        self.address = address
        isExact = true
    }

    /// Creates the source of connections from this address.
    ///
    /// - Parameter address: nil: unknown; all such connections share a source.
    init(_ address: IPAddress?) {
        isExact = false
        guard case .v6(let long) = address else {
            self.address = address
            return
        }
        self.address = .v6(IPv6Address(high: long.high, low: 0))
    }
}

extension SourceNetwork: CustomStringConvertible {
    /// "10.0.0.66", or "2001:db8::/64".
    var description: String {
        switch address {
        case .v4(let short): "\(short)"
        case .v6(let long): isExact ? "\(long)" : "\(long)/64"
        case nil: "an unknown address"
        }
    }
}

extension IPAddress {
    /// Parses the address of a connection; an IPv4 address that IPv6 maps is an IPv4 address.
    ///
    /// Source: RFC 4291 section 2.5.5.2.
    init?(source text: String?) {
        guard let text, let address = IPAddress(text) else { return nil }
        if case .v6(let long) = address, long.high == 0, long.low >> 32 == 0xffff {
            self = .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: long.low)))
        } else {
            self = address
        }
    }
}
